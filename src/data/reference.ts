// How an experiment names a set of the user's own: by its name and, after an @, by its content, so that another set of the
// same name is told apart.

export interface SetReference {
  readonly name: string;
  /** Eight letters of the content (`build/contentHash.ts`); null: any content (older links). */
  readonly hash: string | null;
}

export function parseReference(text: string): SetReference {
  const match = /^(.*)@([0-9a-f]{8})$/.exec(text);
  return match ? { name: match[1], hash: match[2] } : { name: text, hash: null };
}

export function writeReference(name: string, hash: string | null | undefined): string {
  return hash ? `${name}@${hash}` : name;
}

/** Whether a set may be kept under a name because another of that name was there: "archive", "archive-2"… */
export function isVariant(candidate: string, name: string): boolean {
  return (
    candidate === name || (candidate.startsWith(`${name}-`) && /^\d+$/.test(candidate.slice(name.length + 1)))
  );
}
