// Numbers and times as the page writes them.

/** 1,284 */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Iterations per second: two digits below ten, whole above. */
export function formatRate(value: number): string {
  if (!Number.isFinite(value) || value <= 0) return '0';
  return value < 10 ? value.toFixed(1) : formatCount(value);
}

/** A loss in a card: three significant digits. */
export function formatLoss(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(size < 0.1 ? 4 : 3);
}

/** "4 s", "2 min 5 s", "1 h 3 min". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
