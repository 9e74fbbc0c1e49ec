// The data files of this browser as the page sees them: what is kept, what is being read, and what went wrong. The
// reading itself happens in a worker.
import { create } from 'zustand';
import { isSetName } from '../../data/catalogue.ts';
import { type ImportedSet, importInWorker, type RunningImport } from '../../data/import/importInWorker.ts';
import { createDataStore, type DataStore, type StoredSet } from '../../data/store/store.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import { dataOf } from '../../experiment/taskSetup.ts';
import type { Experiment } from '../../experiment/types.ts';
import { FAMILIES, familyOfSet, OWN_IMAGES } from '../../tasks/families.ts';
import { messageOf } from '../../text/sentences.ts';
import { fromStart, withTask } from '../state/commands.ts';
import type { PickedFile } from './dropFiles.ts';

export interface DataFiles {
  readonly sets: readonly StoredSet[];
  readonly busy: { readonly label: string; readonly fraction: number } | null;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  /** Reads the list of kept sets again. */
  readonly refresh: () => Promise<void>;
  /** Imports files; the sets that can be trained on now. One import at a time. */
  readonly take: (
    files: Promise<readonly PickedFile[]>,
    wanted: string | null,
  ) => Promise<readonly ImportedSet[]>;
  readonly cancel: () => void;
  readonly remove: (name: string) => Promise<void>;
  readonly dismiss: () => void;
}

let opened: DataStore | null = null;
function dataStore(): DataStore {
  opened ??= createDataStore();
  return opened;
}

let running: RunningImport | null = null;

export const useDataFiles = create<DataFiles>((set, get) => ({
  sets: [],
  busy: null,
  problems: [],
  notes: [],

  async refresh() {
    try {
      set({ sets: await dataStore().sets() });
    } catch (error) {
      set({ problems: [`The browser's store cannot be read: ${messageOf(error)}`] });
    }
  },

  async take(files, wanted) {
    if (get().busy) {
      set({ problems: ['Other files are being read: wait for them, or cancel.'] });
      return [];
    }
    set({ busy: { label: 'Reading the files', fraction: 0 }, problems: [], notes: [] });
    try {
      const given = await files;
      if (given.length === 0) return [];
      running = importInWorker({ files: given, wanted }, ({ label, fraction }) =>
        set({ busy: { label, fraction } }),
      );
      const { ready, problems, notes } = await running.result;
      set({ problems, notes });
      await get().refresh();
      return ready;
    } catch (error) {
      set({ problems: [messageOf(error)] });
      return [];
    } finally {
      running = null;
      set({ busy: null });
    }
  },

  cancel: () => running?.cancel(),

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
}));

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
  return data.kind === 'own' ? data.name(options) === name : familyOfSet(name) === task;
}

/** The experiment on a kept set: the family that is made of it, or the set as the user's images. */
export function withSet(experiment: Experiment, name: string, classes?: number): Experiment {
  const task = familyOfSet(name) ?? OWN_IMAGES;
  const base = experiment.task === task ? fromStart(experiment) : withTask(experiment, task);
  if (task !== OWN_IMAGES) return base;
  const usual = defaultFor(task).options.ways;
  const ways =
    classes === undefined ? base.options.ways : Math.min(Math.max(base.options.ways, usual), classes);
  return { ...base, options: { ...base.options, dataset: name, ways: Math.max(2, ways) } };
}

/** What an import means for the experiment: a new set of the user's own is used, a waited-for family begins. */
export function afterImport(experiment: Experiment, ready: readonly ImportedSet[]): Experiment | null {
  const own = ready.find((set) => !isSetName(set.name));
  if (own) return withSet(experiment, own.name, own.classes);
  const needed = neededSets(experiment);
  return ready.some(({ name }) => needed.includes(name)) ? fromStart(experiment) : null;
}
