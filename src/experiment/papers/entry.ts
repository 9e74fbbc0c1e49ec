// What an experiment of a paper is here: a link, how long it trains, and what the paper leaves open.

export interface PaperExperiment {
  /** What the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** Authors, year, and where in the paper. */
  readonly citation: string;
  /** What the paper finds. */
  readonly claim: string;
  readonly link: string;
  readonly iterations: number;
  /** What the paper, or what is done here, leaves open or does differently, and what was chosen. */
  readonly chosen: readonly string[];
}

/** A link of keys and values in this order. */
export function linkOf(settings: Readonly<Record<string, string | number>>): string {
  return `#${[['v', 1], ...Object.entries(settings)].map(([key, value]) => `${key}=${value}`).join('&')}`;
}
