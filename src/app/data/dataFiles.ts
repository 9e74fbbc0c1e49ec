// The data files of this browser as the page sees them: what is kept, what is being read, and what went wrong. The
// reading itself happens in a worker.
import { create } from 'zustand';
import { isSetName } from '../../data/catalogue.ts';
import type { Choices } from '../../data/choices.ts';
import {
  CANCELLED,
  importInWorker,
  type OnConflict,
  type Review,
  type RunningImport,
} from '../../data/import/importInWorker.ts';
import type { KeptSet } from '../../data/import/keep.ts';
import { parseReference, writeReference } from '../../data/reference.ts';
import { type AboutSet, createDataStore, type DataStore, type StoredSet } from '../../data/store/store.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import type { Experiment } from '../../experiment/types.ts';

import { FAMILIES, familyOfSet, OWN_IMAGES, OWN_TABLES } from '../../tasks/families.ts';
import { messageOf } from '../../text/sentences.ts';

import { fromStart, withTask } from '../state/commands.ts';
import type { FileSource } from './dropFiles.ts';

export interface DataFiles {
  readonly sets: readonly StoredSet[];
  readonly busy: { readonly label: string; readonly fraction: number } | null;
  /** Sets that were found and wait for the user's word. */
  readonly review: Review | null;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  /** Reads the list of kept sets again. */
  readonly refresh: () => Promise<void>;
  /** Looks at files, and waits for the user's word; the sets that were kept. One import at a time. */
  readonly take: (files: FileSource, wanted: string | null) => Promise<readonly KeptSet[]>;
  /** Builds a reviewed set again with other choices. */
  readonly revise: (set: number, choices: Choices) => Promise<void>;
  /** Keeps the reviewed sets that are chosen. */
  readonly keep: (sets: readonly { set: number; onConflict: OnConflict }[]) => Promise<void>;
  readonly cancel: () => void;
  readonly remove: (name: string) => Promise<void>;
  readonly dismiss: () => void;
  /** Whether the page of formats is open. */
  readonly formatsShown: boolean;
  readonly showFormats: (shown: boolean) => void;
}

let opened: DataStore | null = null;
function dataStore(): DataStore {
  opened ??= createDataStore();
  return opened;
}

let running: RunningImport | null = null;
/** Ends the search for files of a dropped folder. */
let searching = new AbortController();
/** Counts imports and their ends: what belongs to an earlier one is over. */
let turn = 0;
let decided: (kept: readonly KeptSet[]) => void = () => undefined;

/** Files found between two words about it: each word is read out by a screen reader. */
const TOLD_EVERY = 2000;

interface State {
  readonly set: (part: Partial<DataFiles>) => void;
  readonly get: () => DataFiles;
}

function end(set: State['set'], kept: readonly KeptSet[]): void {
  turn++;
  searching.abort();
  running?.end();
  running = null;
  set({ busy: null, review: null });
  decided(kept);
}

async function takeFiles(
  { set, get }: State,
  files: FileSource,
  wanted: string | null,
): Promise<readonly KeptSet[]> {
  if (get().busy || get().review) {
    set({ problems: ['Other files are being read: wait for them, or cancel.'] });
    return [];
  }
  set({ busy: { label: 'Reading the files', fraction: 0 }, problems: [], notes: [] });
  const decision = new Promise<readonly KeptSet[]>((resolve) => {
    decided = resolve;
  });
  const mine = ++turn;
  searching = new AbortController();
  const { signal } = searching;
  let told = 0;
  const onFound = (count: number) => {
    if (mine !== turn || count < told + TOLD_EVERY) return;
    told = count - (count % TOLD_EVERY);
    set({ busy: { label: `Found ${told.toLocaleString('en')} files`, fraction: 0 } });
  };
  try {
    const given = await files({ signal, onFound });
    if (mine !== turn) return decision;
    running = importInWorker(({ label, fraction }) => set({ busy: { label, fraction } }));
    const review = await running.inspect(given, wanted);
    await get().refresh();
    if (mine !== turn) return decision;
    const { sets, notes, problems } = review;
    set({ busy: null, notes, problems, review: sets.length > 0 ? review : null });
    if (sets.length === 0) end(set, []);
  } catch (error) {
    if (mine !== turn) return decision;
    set({ problems: [messageOf(error)] });
    end(set, []);
  }
  return decision;
}

async function reviseSet({ set, get }: State, index: number, choices: Choices): Promise<void> {
  const mine = turn;
  set({ busy: { label: 'Building the set again', fraction: 0 } });
  try {
    const reviewed = await running?.revise(index, choices);
    const review = get().review;
    if (reviewed && review)
      set({ review: { ...review, sets: review.sets.map((old, i) => (i === index ? reviewed : old)) } });
  } catch (error) {
    if (mine === turn) set({ problems: [messageOf(error)] });
  }
  if (mine === turn) set({ busy: null });
}

async function keepSets(
  { set, get }: State,
  sets: readonly { set: number; onConflict: OnConflict }[],
): Promise<void> {
  const mine = turn;
  set({ busy: { label: 'Keeping the set', fraction: 0 } });
  try {
    const result = await running?.keep(sets);
    set({ problems: result?.problems ?? [], notes: result?.notes ?? [] });
    await get().refresh();
    end(set, result?.kept ?? []);
  } catch (error) {
    if (mine !== turn) return;
    set({ problems: [messageOf(error)] });
    end(set, []);
  }
}

export const useDataFiles = create<DataFiles>((set, get) => {
  const state = { set, get };
  return {
    sets: [],
    busy: null,
    review: null,
    problems: [],
    notes: [],

    async refresh() {
      try {
        set({ sets: await dataStore().sets() });
      } catch (error) {
        set({ problems: [`The browser's store cannot be read: ${messageOf(error)}`] });
      }
    },

    take: (files, wanted) => takeFiles(state, files, wanted),

    revise: (index, choices) => reviseSet(state, index, choices),

    keep: (sets) => keepSets(state, sets),

    cancel() {
      end(set, []);
      set({ problems: [], notes: [CANCELLED] });
    },

    async remove(name) {
      try {
        await dataStore().remove(name);
        set({ problems: [], notes: [`${name} was deleted from this browser.`] });
      } catch (error) {
        set({ problems: [`${name} could not be deleted: ${messageOf(error)}`] });
      }
      await get().refresh();
    },

    dismiss: () => set({ problems: [], notes: [] }),

    formatsShown: false,
    showFormats: (formatsShown) => set({ formatsShown }),
  };
});

/** Names of the sets that the experiment needs; none where its options cannot be read: the message says so. */
export function neededSets(experiment: Experiment): readonly string[] {
  try {
    return dataOf(experiment);
  } catch {
    return [];
  }
}

/** Whether the experiment is what "Use" would make of the set. */
export function usesSet({ task, options }: Experiment, name: string): boolean {
  const { data } = FAMILIES[task];
  return data.kind === 'own' ? parseReference(data.name(options)).name === name : familyOfSet(name) === task;
}

/** The experiment on a kept set: the family that is made of it, or the set as the user's images. */
export function withSet(
  experiment: Experiment,
  name: string,
  about?: AboutSet,
  classes?: number,
): Experiment {
  const task = about?.kind === 'table' ? OWN_TABLES : (familyOfSet(name) ?? OWN_IMAGES);
  const base = experiment.task === task ? fromStart(experiment) : withTask(experiment, task);
  const dataset = writeReference(name, about?.hash);
  if (task === OWN_TABLES) return { ...base, options: { ...base.options, dataset } };
  if (task !== OWN_IMAGES) return base;
  const usual = defaultFor(task).options.ways;
  const ways =
    classes === undefined ? base.options.ways : Math.min(Math.max(base.options.ways, usual), classes);
  return {
    ...base,
    options: { ...base.options, dataset, ways: Math.max(2, ways) },
  };
}

/** What an import means for the experiment: a new set of the user's own is used, a waited-for one begins the run. */
export function afterImport(experiment: Experiment, ready: readonly KeptSet[]): Experiment | null {
  const tested = ready.find(({ name }) => name === parseReference(experiment.testSet).name);
  if (tested && !isSetName(tested.name))
    return fromStart({ ...experiment, testSet: writeReference(tested.name, tested.about?.hash) });
  const own = ready.find((set) => !isSetName(set.name));
  if (own) return withSet(experiment, own.name, own.about, own.ways);
  const needed = neededSets(experiment);
  return ready.some(({ name }) => needed.includes(name)) ? fromStart(experiment) : null;
}
