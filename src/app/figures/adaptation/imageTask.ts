// An image task as the chart takes it, and the user's own drawings as a task for the worker.
import type { ImageTaskData } from '../../../charts/images/imageTaskLayout.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { AdaptationView, OwnImageTask } from '../../../protocol/views.ts';
import { currentSettings } from '../../state/useExperiment.ts';

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
  // An own task may use fewer classes than the model has.
  const support = examples(view.supportX, view.supportY);
  const labels = support.map(({ label }) => label ?? 0);
  const kept = view.choice === 'own' ? Math.max(2, ...labels.map((label) => label + 1)) : ways;
  return {
    image,
    ways: kept,
    support: support.map(({ image: pixels }, i) => ({ image: pixels, label: labels[i] })),
    query: examples(view.queryX, view.queryY),
    lanes: view.lanes
      .filter(({ lane }) => lane < names.length)
      .map(({ lane, outputs }) => ({
        lane,
        label: names[lane],
        trained: lanes[lane].innerSteps,
        probabilities: amongDrawn(outputs, ways, kept),
      })),
    ...(shownStep === null ? {} : { shownStep }),
  };
}

/** The images of a drawn task: those of each class (support, then query), and the queries. */
export function taskImages(view: AdaptationView): {
  readonly classes: readonly (readonly Float32Array[])[];
  readonly query: readonly Float32Array[];
} {
  const { inputs, outputs: ways } = view;
  const classes: Float32Array[][] = Array.from({ length: ways }, () => []);
  const query: Float32Array[] = [];
  for (const [x, y] of [
    [view.supportX, view.supportY],
    [view.queryX, view.queryY],
  ])
    for (let i = 0; (i + 1) * inputs <= x.length && (i + 1) * ways <= y.length; i++) {
      const image = x.subarray(i * inputs, (i + 1) * inputs);
      classes[argmax(y.subarray(i * ways, (i + 1) * ways))].push(image);
      if (x === view.queryX) query.push(image);
    }
  return { classes, query };
}

/** Examples of one class: finished ones, and what is on the pad now. */
interface ClassDrawings {
  readonly kept: readonly Float32Array[];
  readonly current: Float32Array | null;
}

/** Drawings (at least one example per class, one query) as a task; null until every pad has something. */
export function ownImageTask(
  classes: readonly ClassDrawings[],
  query: Float32Array | null,
): OwnImageTask | null {
  const examples = classes.flatMap(({ kept, current }, label) =>
    [...kept, ...(current ? [current] : [])].map((image) => ({ image, label })),
  );
  const drawn = new Set(examples.map(({ label }) => label));
  if (!query || classes.length < 2 || drawn.size < classes.length) return null;
  const size = query.length;
  const supportX = new Float32Array(examples.length * size);
  examples.forEach(({ image }, i) => {
    supportX.set(image, i * size);
  });
  return {
    kind: 'images',
    ways: classes.length,
    supportX,
    supportClass: Int32Array.from(examples, ({ label }) => label),
    queryX: query,
  };
}

/** Probabilities [rows, ways] among the first `kept` classes, [rows, kept]. */
export function amongDrawn(probabilities: Float32Array, ways: number, kept: number): Float32Array {
  if (kept >= ways) return probabilities;
  const rows = Math.floor(probabilities.length / ways);
  const out = new Float32Array(rows * kept);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let c = 0; c < kept; c++) sum += probabilities[row * ways + c];
    for (let c = 0; c < kept; c++)
      out[row * kept + c] = sum > 0 ? probabilities[row * ways + c] / sum : 1 / kept;
  }
  return out;
}
