// Results in files: one for each reproduction, extended run by run so that work can be taken up again, an index for the
// page, and the table of the README.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPRODUCTIONS, type Reproduction } from '../../lessons/results/reproductions.ts';
import { indexOf, type StoredResult, type StoredRun } from '../../lessons/results/stored.ts';
import { prepareOutput } from '../shared/output.ts';
import { readmeTable } from './readme.ts';

const INDEX = 'index.json';

/** On one line: the files are read by the page, not by people. */
function writeJson(path: string, value: unknown): void {
  prepareOutput(path);
  writeFileSync(path, `${JSON.stringify(value)}\n`);
}

export interface Store {
  /** The stored result of this name; null: none of this link is there. */
  read(reproduction: Reproduction): StoredResult | null;
  add(reproduction: Reproduction, run: StoredRun): void;
  /** Writes the index, and the README's section where there is a README. */
  finish(readme: string): void;
}

const [BEGIN, END] = ['<!-- results: begin -->', '<!-- results: end -->'];

/** The text with what stands between the marks of the results replaced. */
export function withResults(text: string, table: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The README has no section between ${BEGIN} and ${END}.`);
  return `${text.slice(0, from + BEGIN.length)}\n${table}\n${text.slice(to)}`;
}

export function createStore(folder: string, version: string, today: string): Store {
  const pathOf = (name: string) => join(folder, `${name}.json`);
  const load = (name: string): StoredResult | null =>
    existsSync(pathOf(name)) ? (JSON.parse(readFileSync(pathOf(name), 'utf8')) as StoredResult) : null;
  const read = ({ name, link }: Reproduction) => {
    const stored = load(name);
    // Results of another link are of another experiment.
    return stored?.link === link ? stored : null;
  };
  return {
    read,
    add(reproduction, run) {
      const { name, link, iterations } = reproduction;
      const others = read(reproduction)?.runs.filter(({ seed }) => seed !== run.seed) ?? [];
      const command = `npm run reproduce -- --only ${name}`;
      const runs = [...others, run].sort((a, b) => a.seed - b.seed);
      writeJson(pathOf(name), { name, link, command, version, date: today, full: iterations, runs });
    },
    finish(readme) {
      const known = new Set(existsSync(folder) ? readdirSync(folder) : []);
      const results = REPRODUCTIONS.flatMap((one) =>
        known.has(`${one.name}.json`) ? (read(one) ?? []) : [],
      );
      const index = indexOf(results);
      writeJson(join(folder, INDEX), index);
      if (existsSync(readme))
        writeFileSync(readme, withResults(readFileSync(readme, 'utf8'), readmeTable(index)));
    },
  };
}
