// npm run -s data -- FILES… [--family F] --out FILE
// Says what the page would make of files; a folder is taken as if it were dropped.
// Exit status: 0 something can be used, 1 nothing can, 2 the command cannot be read.
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isSetName } from '../../data/catalogue.ts';
import { inspect } from '../../data/import/inspect.ts';
import type { SetSummary } from '../../data/import/summary.ts';
import { filesAt } from '../../data/readers/node.ts';
import { writeReference } from '../../data/reference.ts';
import {
  FAMILIES,
  familyOfSet,
  OWN_IMAGES,
  OWN_TABLES,
  TASK_FAMILIES,
  type TaskFamilyId,
} from '../../tasks/families.ts';
import { needed, oneOf } from '../shared/arguments.ts';
import { runCommand } from '../shared/command.ts';
import { writeJson } from '../shared/output.ts';

const USAGE = 'npm run -s data -- FILES… [--family F] --out FILE';

interface Options {
  readonly paths: readonly string[];
  readonly family: TaskFamilyId | null;
  readonly out: string;
}

function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { family: { type: 'string' }, out: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Error('at least one file or folder is needed');
  const absent = positionals.find((path) => !statSync(path, { throwIfNoEntry: false }));
  if (absent !== undefined) throw new Error(`there is no file or folder "${absent}"`);
  const { out } = needed(values, ['out']);
  const { family } = values;
  return {
    paths: positionals,
    family: family === undefined ? null : oneOf('--family', family, TASK_FAMILIES),
    out,
  };
}

/** The published set that a family is made of. */
function setOf(family: TaskFamilyId | null): string | null {
  const data = family && FAMILIES[family].data;
  return data?.kind === 'set' ? data.name : null;
}

/** A summary without its sample images, rounded for reading. */
function written(summary: SetSummary): object {
  const { name, hash, height, width, channels, distinct, mean, classes, notes } = summary;
  return {
    family: summary.family === 'table' ? OWN_TABLES : (familyOfSet(summary.family) ?? OWN_IMAGES),
    name,
    hash,
    // As a link names it: a published set by its family alone.
    ...(isSetName(summary.family) ? {} : { dataset: writeReference(name, hash) }),
    height,
    width,
    channels,
    distinct,
    mean: Number(mean.toPrecision(6)),
    classes: classes.map(({ samples: _, ...rest }) => rest),
    notes,
  };
}

async function main({ paths, family, out }: Options): Promise<boolean> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const { sets, waiting, notes, problems } = await inspect(files, setOf(family));
  for (const line of notes) console.error(line);
  for (const { note } of waiting) console.error(note);
  for (const problem of problems) console.error(problem);
  const result = {
    sets: sets.map(({ summary }) => written(summary)),
    problems: [...problems, ...waiting.map(({ note }) => note)],
    notes,
  };
  writeJson(out, result);
  for (const { summary } of sets)
    console.log(
      isSetName(summary.family)
        ? `task=${familyOfSet(summary.family)}`
        : `task=${summary.family === 'table' ? OWN_TABLES : OWN_IMAGES}&dataset=${writeReference(summary.name, summary.hash)}`,
    );
  if (sets.length === 0) throw new Error('Nothing here can be used.');
  return true;
}

await runCommand({ usage: USAGE, read: readOptions, main });
