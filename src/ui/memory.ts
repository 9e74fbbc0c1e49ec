// Small choices that this browser remembers. Private windows and embedded frames may refuse storage; the page then
// simply forgets.

/** False where it could not be kept. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(`innerloop.${key}`, value);
    return true;
  } catch {
    return false;
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`innerloop.${key}`);
  } catch {
    return null;
  }
}
