// An image task as the chart takes it, and the user's own drawings as a task for the worker.
import type { ImageTaskData } from '../../charts/imageTaskLayout.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { AdaptationView, OwnTask } from '../../protocol/messages.ts';
import { currentSettings } from '../useExperiment.ts';

/** Height, width and channels of square images from their number of values: grey, else colour. */
export function imageShape(inputs: number): { height: number; width: number; channels: number } | null {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(inputs / channels);
    if (Number.isInteger(side) && side >= 2) return { height: side, width: side, channels };
  }
  return null;
}

function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Support and query images with their classes, and each lane's class probabilities; null for other tasks. */
export function imageTaskData(
  view: AdaptationView,
  experiment: Experiment,
  at: number,
  shownStep: number | null,
): ImageTaskData | null {
  const image = imageShape(view.inputs);
  if (!image || view.outputs < 2) return null;
  const { names, lanes } = currentSettings(experiment, at);
  const { inputs, outputs: ways } = view;
  const examples = (x: Float32Array, y: Float32Array) =>
    Array.from({ length: Math.floor(x.length / inputs) }, (_, i) => ({
      image: x.subarray(i * inputs, (i + 1) * inputs),
      label: y.length >= (i + 1) * ways ? argmax(y.subarray(i * ways, (i + 1) * ways)) : null,
    }));
  return {
    image,
    ways,
    support: examples(view.supportX, view.supportY).map(({ image: pixels, label }) => ({
      image: pixels,
      label: label ?? 0,
    })),
    query: examples(view.queryX, view.queryY),
    lanes: view.lanes
      .filter(({ lane }) => lane < names.length)
      .map(({ lane, outputs }) => ({
        lane,
        label: names[lane],
        trained: lanes[lane].innerSteps,
        probabilities: outputs,
      })),
    ...(shownStep === null ? {} : { shownStep }),
  };
}

/** Drawings (one support image per class, one query) as a task; null until every pad has something. */
export function ownImageTask(
  support: readonly (Float32Array | null)[],
  query: Float32Array | null,
): OwnTask | null {
  const drawn = support.filter((image): image is Float32Array => image !== null);
  if (!query || drawn.length < support.length || drawn.length === 0) return null;
  const size = query.length;
  const supportX = new Float32Array(drawn.length * size);
  drawn.forEach((image, i) => {
    supportX.set(image, i * size);
  });
  return {
    kind: 'images',
    ways: drawn.length,
    supportX,
    supportClass: Int32Array.from(drawn, (_, i) => i),
    queryX: query,
  };
}
