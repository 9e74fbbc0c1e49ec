// Names of tasks in figures.

/** Task names for narrow figures: amplitude and phase by their symbols. */
export function shortNames(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/^amplitude /, 'a ').replace(/, phase /, ' φ '));
}
