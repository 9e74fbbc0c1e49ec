// The curves of all lanes, and the part of the snapshot that shows them.
import type { LanePoints } from '../protocol/payloads.ts';
import { createSeriesStore } from './seriesStore.ts';
import type { LabSnapshot, LaneSeries } from './types.ts';

type Shown = Pick<LabSnapshot, 'series' | 'seriesVersion'>;

export interface Curves {
  /** Each call is a new version. */
  show(): Shown;
  clear(lanes: number): void;
  /** Begins with what was shown before; null: an empty lane. */
  load(series: readonly (LaneSeries | null)[]): void;
  append(lanes: readonly LanePoints[]): void;
  /** Cuts all lanes back to what was known when this iteration was about to train. */
  truncateTo(iteration: number): void;
}

export function createCurves(): Curves {
  let stores: ReturnType<typeof createSeriesStore>[] = [];
  let version = 0;
  return {
    show: () => ({ series: stores.map((store) => store.view()), seriesVersion: ++version }),
    clear(lanes) {
      stores = Array.from({ length: lanes }, createSeriesStore);
    },
    load(series) {
      stores = series.map((one, lane) => {
        const store = createSeriesStore();
        if (one) store.append({ lane, ...one });
        return store;
      });
    },
    append(lanes) {
      for (const points of lanes) stores[points.lane]?.append(points);
    },
    truncateTo(iteration) {
      for (const store of stores) store.truncateTo(iteration);
    },
  };
}
