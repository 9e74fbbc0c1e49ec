// What of a drop is not used, summed up by reason: a few lines, however many files.

export interface LeftOut {
  /** "outside the class folders left out" */
  readonly reason: string;
  readonly noun: 'image' | 'file' | 'row' | 'class';
  readonly count: number;
  /** The first few. */
  readonly names: readonly string[];
}

const NAMED = 3;
const PLURAL = { image: 'images', file: 'files', row: 'rows', class: 'classes' } as const;

/** Counts files by the reason that they are left out for. */
export class Ledger {
  private readonly rows = new Map<string, { noun: LeftOut['noun']; count: number; names: string[] }>();

  leave(noun: LeftOut['noun'], reason: string, name: string, count = 1): void {
    const row = this.rows.get(reason) ?? { noun, count: 0, names: [] };
    row.count += count;
    if (row.names.length < NAMED && name !== '') row.names.push(name);
    this.rows.set(reason, row);
  }

  list(): LeftOut[] {
    return [...this.rows].map(([reason, row]) => ({ reason, ...row }));
  }
}

/** "30 images without a class left out (test/a.png, test/b.png, test/c.png and 27 more)." */
export function leftOutLine({ noun, reason, count, names }: LeftOut): string {
  const what = count === 1 ? `One ${noun}` : `${count.toLocaleString('en')} ${PLURAL[noun]}`;
  const rest = count - names.length;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en')} more` : '';
  return `${what} ${reason}${names.length ? ` (${names.join(', ')}${more})` : ''}.`;
}
