// What the page explains of a word: what it means, what a larger value does, and where it stands in the papers.

/** What a setting's declaration does not say of it. Its name, symbol and range are the field's. */
export interface Explanation {
  /** One or two plain sentences. */
  readonly meaning: string;
  /** What a larger value does (or which choice does what); null where nothing grows. */
  readonly larger: string | null;
  /** Where it is defined: names of sources with section or equation; null: the page's own. */
  readonly where: string | null;
}

/** A word of the page, with what is to be said about it. */
export interface Term extends Explanation {
  readonly name: string;
  /** The papers' symbol; empty where there is none. */
  readonly symbol: string;
}
