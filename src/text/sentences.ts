// Words for people that every room needs: what an error says, and full stops.

/** What a thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The text with a full stop where it ends without one. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Characters of somebody's text that a sentence repeats at most. */
const MOST_REPEATED = 40;

/** What somebody typed, cut to what fits a sentence. The cut comes first: the text may be very long. */
export function excerpt(text: string): string {
  const start = text.slice(0, 4 * MOST_REPEATED).replace(/\s+/g, ' ');
  const cut = start.length > MOST_REPEATED || text.length > 4 * MOST_REPEATED;
  return cut ? `${start.slice(0, MOST_REPEATED)}…` : start;
}

/** What somebody typed, cut and in quotation marks. Sentences repeat it by this or by `excerpt`, never whole. */
export function quoted(text: string): string {
  return `"${excerpt(text)}"`;
}
