// Every number, count and time as the page writes it: proper minus, thousands separators, powers of ten.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const formats = new Map<string, Intl.NumberFormat>();

function formatWith(options: Intl.NumberFormatOptions, key: string, value: number): string {
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat('en-US', options);
    formats.set(key, format);
  }
  return format.format(value).replace('-', '−');
}

/** 10ⁿ with superscript digits. */
export function powerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)]!);
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** A value for reading: up to `digits` significant digits, 1,000 separators, ×10ⁿ for very large or small. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e7 || size < 1e-4) {
    let exponent = Math.floor(Math.log10(size));
    let mantissa = Number((value / 10 ** exponent).toPrecision(digits));
    if (Math.abs(mantissa) >= 10) {
      mantissa /= 10;
      exponent += 1;
    }
    const head = formatWith({ maximumSignificantDigits: digits }, `s${digits}`, mantissa);
    return head === '1' ? powerOfTen(exponent) : `${head}×${powerOfTen(exponent)}`;
  }
  // Whole numbers keep all their digits: 12,845 iterations, not 12,850.
  if (Number.isInteger(value)) return formatWith({ maximumFractionDigits: 0 }, 'f0', value);
  return formatWith({ maximumSignificantDigits: digits }, `s${digits}`, value);
}

/** A fixed number of decimals with a proper minus, for values that change in place. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = formatWith(
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    `d${decimals}`,
    value,
  );
  return /^−0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** A setting as a person would type it: 0.01, 0.00025, 25, 1e-7. `readNumber` reads it back. */
export function formatSetting(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-5 || size >= 1e7) return value.toExponential(2).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(4)));
}

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

/** A symbol of one letter, and a subscript of one or two after it; the underscores of file and class names are not. */
const SUBSCRIPT = /(?<=(?<![\p{L}\p{N}_])[\p{L}∇]\p{M}*)_([\p{L}\p{N}]{1,2})(?![\p{L}\p{N}_])/u;

/** A text with symbols written plainly, "Weight step η_p", in pieces: what stands on the line, and what below it. */
export function subscriptsOf(text: string): readonly { readonly text: string; readonly below: boolean }[] {
  return text
    .split(SUBSCRIPT)
    .map((piece, i) => ({ text: piece, below: i % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
