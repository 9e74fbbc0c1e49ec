// Which steps of the lessons this browser has been through, and what was predicted in each.
import { create } from 'zustand';
import { LESSONS } from '../../lessons/registry.ts';
import { recall, remember } from '../../ui/memory.ts';

const KEY = 'lessons';

interface Kept {
  /** Places such as "launch-model.2" that were finished. */
  readonly done: readonly string[];
  /** The option chosen at a place. */
  readonly predicted: Readonly<Record<string, number>>;
}

const NOTHING: Kept = { done: [], predicted: {} };

/** What is kept; nothing where it cannot be read. */
function read(): Kept {
  try {
    const kept = JSON.parse(recall(KEY) ?? 'null') as Partial<Kept> | null;
    return { done: kept?.done ?? [], predicted: kept?.predicted ?? {} };
  } catch {
    return NOTHING;
  }
}

interface Progress extends Kept {
  readonly finish: (place: string) => void;
  readonly predict: (place: string, option: number) => void;
}

export const useProgress = create<Progress>((set, get) => {
  const keep = (change: Partial<Kept>) => {
    set(change);
    const { done, predicted } = get();
    remember(KEY, JSON.stringify({ done, predicted }));
  };
  return {
    ...read(),
    finish: (place) => {
      if (!get().done.includes(place)) keep({ done: [...get().done, place] });
    },
    predict: (place, option) => keep({ predicted: { ...get().predicted, [place]: option } }),
  };
});

/** How many steps of a lesson are finished. */
export function finishedOf(done: readonly string[], id: string): number {
  const lesson = LESSONS.find((one) => one.id === id);
  return lesson?.steps.filter((_, at) => done.includes(`${id}.${at + 1}`)).length ?? 0;
}
