// Small choices that this browser remembers. Private windows and embedded frames may refuse storage; the page then
// simply forgets.

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`innerloop.${key}`, value);
  } catch {}
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`innerloop.${key}`);
  } catch {
    return null;
  }
}
