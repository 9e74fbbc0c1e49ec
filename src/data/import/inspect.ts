// Looks at given files and says what they are, before anything is kept: sets with their summaries, and what cannot be
// used. The sets stay open, so that they can be built again with the user's choices, and kept.
import type { ImageMemory } from '../build/imageMemory.ts';
import { CATALOGUE, isSetName, recogniseFile, type SetName } from '../catalogue.ts';
import { CHOICES_FILE, type Choices, NO_CHOICES } from '../choices.ts';
import { crc32 } from '../containers/inflate.ts';
import type { GivenFile } from '../containers/source.ts';
import { baseName, unpack } from '../containers/unpack.ts';
import { DataError, IncompleteError } from '../errors.ts';
import { DEFAULT_SIDE, type ImageSet } from '../images.ts';
import { Ledger, leftOutLine } from '../leftOut.ts';
import { decodeImage, type ImageDecoder } from '../pictures/decode.ts';
import { setNameFor } from '../setName.ts';
import { type Finds, type Found, identified, understand } from '../understand/understand.ts';
import type { OnProgress } from './pace.ts';
import { type SetSummary, summarise } from './summary.ts';

/** Sides of the images while they are looked at: those that an experiment has where it says nothing. */
export const LOOK_SIDE = DEFAULT_SIDE;

export interface OpenSet {
  readonly found: Found;
  /** Kept files that are part of it and stay. */
  readonly kept: readonly GivenFile[];
  /** Whether it would take the place of a kept file of other content. */
  readonly displaces: boolean;
  readonly summary: SetSummary;
  readonly choices: Choices;
  /** As it was read for the look: with images of `LOOK_SIDE`. */
  readonly set: ImageSet;
}

/** A file of a published set whose counterpart is not there yet. */
export interface Waiting {
  readonly set: SetName;
  readonly file: GivenFile;
  readonly note: string;
}

export interface Inspection {
  readonly sets: readonly OpenSet[];
  readonly waiting: readonly Waiting[];
  /** What else to know: files that are of no use, summed up. */
  readonly notes: readonly string[];
  /** One sentence for each file or set that is refused. */
  readonly problems: readonly string[];
}

export interface InspectOptions {
  readonly onProgress?: OnProgress;
  readonly decode?: ImageDecoder;
  /** Files kept of a published set: a test file joins the training file that came before. */
  readonly keptFiles?: (set: SetName) => Promise<readonly GivenFile[]>;
  /** Keeps what is decoded, so that a set that is built again with other choices reads no image twice. */
  readonly memory?: ImageMemory;
}

const silent: OnProgress = () => undefined;

/**
 * A set that was looked at, built again with other choices; it keeps its name while it is taken as the same. `beside`:
 * the others of this import.
 */
export async function reopen(
  open: OpenSet,
  choices: Choices,
  options: InspectOptions,
  beside: readonly OpenSet[] = [],
): Promise<OpenSet> {
  const same = choices.identity === open.choices.identity;
  // The kept files that complete a published set are no part of another one.
  const next = await (same
    ? openSet(open.found, choices, options, open.kept, open.displaces)
    : openSet(open.found, choices, options));
  return same ? { ...next, summary: { ...next.summary, name: open.summary.name } } : numbered(next, beside);
}

/** Builds a set with choices and sums it up. @throws DataError where it cannot be built */
export async function openSet(
  given: Found,
  choices: Choices,
  options: InspectOptions,
  kept: readonly GivenFile[] = [],
  displaces = false,
): Promise<OpenSet> {
  const ledger = new Ledger();
  const found = identified(given, choices);
  const name = found.family ?? setNameFor(found.title);
  const decode = options.decode ?? decodeImage;
  const { onProgress = silent, memory } = options;
  const set = await found.build({ name, side: LOOK_SIDE, decode, choices, onProgress, memory }, ledger);
  const plan = found.plan?.(choices, new Ledger());
  const summary = summarise(set, {
    family: found.family,
    notes: found.notes,
    ledger,
    all: plan?.all,
    sources: plan?.sources,
    identity: found.identity,
  });
  const notes = [...set.notes, ...ledger.list().map(leftOutLine)];
  return { found: given, kept, displaces, summary, choices, set: { ...set, notes } };
}

const stripped = (file: GivenFile): GivenFile => ({
  path: baseName(file.path),
  size: file.size,
  slice: file.slice,
});
const bare = ({ path, size }: GivenFile) => recogniseFile(path, size).name.replace(/\.gz$/, '');

/** Checksums of what a file holds, however it is packed. */
async function contentOf(file: GivenFile): Promise<string> {
  const { groups } = await unpack([stripped(file)], silent);
  const sums = [];
  for (const leaf of groups.flatMap(({ leaves }) => leaves)) sums.push(crc32(await leaf.read()));
  return sums.sort((a, b) => a - b).join(' ');
}

/** Whether a file of the same name but other content is among the kept ones. */
export async function isTaken(file: GivenFile, kept: readonly GivenFile[]): Promise<boolean> {
  const same = kept.filter((each) => bare(each) === bare(file));
  if (same.length === 0) return false;
  const content = await contentOf(file);
  for (const each of same) if ((await contentOf(each)) !== content) return true;
  return false;
}

/** The published set whose kept files may complete what came: the one asked for, or the one that sizes tell. */
function expected(files: readonly GivenFile[], wanted: string | null): SetName | null {
  const sizes = files.map(({ path, size }) => recogniseFile(path, size));
  const exact = sizes.find(({ exact: sure, sets }) => sure && sets.length === 1)?.sets[0];
  if (exact) return exact;
  return wanted !== null && isSetName(wanted) && sizes.some(({ sets }) => sets.includes(wanted))
    ? wanted
    : null;
}

interface Looked {
  readonly finds: Finds;
  readonly problems: readonly string[];
  readonly kept: readonly GivenFile[];
  readonly displaces: boolean;
  readonly set: SetName | null;
}

async function look(files: readonly GivenFile[], wanted: string | null, onProgress: OnProgress) {
  const { groups, problems } = await unpack(files, onProgress);
  return { finds: await understand(groups, wanted, onProgress), problems };
}

/** Looks at the files, and again together with kept ones where these may complete them. */
async function lookTwice(
  files: readonly GivenFile[],
  wanted: string | null,
  options: InspectOptions,
): Promise<Looked> {
  const onProgress = options.onProgress ?? silent;
  const alone = await look(files, wanted, onProgress);
  const set = alone.finds.found.find(({ family }) => family !== null)?.family ?? expected(files, wanted);
  const own = { ...alone, kept: [], displaces: false, set };
  if (set === null || !options.keptFiles) return own;
  const fresh = new Set(files.map(bare));
  const before = await options.keptFiles(set);
  const kept = before.filter((file) => !fresh.has(bare(file)) && baseName(file.path) !== CHOICES_FILE);
  if (kept.length === 0) return own;
  const related = files.filter(({ path, size }) => recogniseFile(path, size).sets.includes(set));
  if (related.length < files.length) return own;
  let displaces = false;
  for (const file of files) displaces ||= await isTaken(file, before);
  // What is whole without the kept files is another set: theirs are not mixed in.
  if (displaces && alone.finds.found.some(({ family }) => family === set)) return own;
  const both = await look([...files, ...kept].map(stripped), set, onProgress);
  const joined = both.finds.found.filter(({ family }) => family === set).length;
  const said = both.finds.problems.some((problem) => !(problem instanceof IncompleteError));
  return joined === 1 || said ? { ...both, kept, displaces, set } : own;
}

/** Says what the files are. `wanted` is the family that the user has chosen. */
export async function inspect(
  files: readonly GivenFile[],
  wanted: string | null,
  options: InspectOptions = {},
): Promise<Inspection> {
  const looked = await lookTwice(files, wanted, options);
  const { finds, set } = looked;
  const problems = [...looked.problems];
  const waiting: Waiting[] = [];
  for (const error of finds.problems) {
    const file =
      error instanceof DataError && files.find((file) => bare(file) === bare({ ...file, path: error.file }));
    if (error instanceof IncompleteError && file && set)
      waiting.push({ set, file, note: incomplete(set, error) });
    else problems.push(error.message);
  }
  const sets: OpenSet[] = [];
  for (const found of finds.found) {
    try {
      const open = await (found.family === set
        ? openSet(found, NO_CHOICES, options, looked.kept, looked.displaces)
        : openSet(found, NO_CHOICES, options));
      if (!sets.some(({ summary }) => summary.hash === open.summary.hash)) sets.push(numbered(open, sets));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(error.message);
    }
  }
  const notes = finds.strangers.list().map(leftOutLine);
  if (sets.length > 0 || waiting.length > 0 || problems.length > 0) return { sets, waiting, notes, problems };
  const lines = finds.strangers.list().map((row) => leftOutLine({ ...row, reason: 'can not be used' }));
  return { sets, waiting, notes: [], problems: lines.length ? lines : ['There are no files to read.'] };
}

/** Two sets of one name in one drop are both there: the second gets a number. */
function numbered(open: OpenSet, before: readonly OpenSet[]): OpenSet {
  const taken = before.map(({ summary }) => summary.name);
  const { name } = open.summary;
  if (!taken.includes(name)) return open;
  let i = 2;
  while (taken.includes(`${name}-${i}`)) i++;
  const note = `Another set here has this name too: this one is called ${name}-${i}.`;
  return {
    ...open,
    summary: { ...open.summary, name: `${name}-${i}`, notes: [note, ...open.summary.notes] },
  };
}

function incomplete(set: SetName, error: IncompleteError): string {
  return `${CATALOGUE[set].title}: ${error.message}.`;
}
