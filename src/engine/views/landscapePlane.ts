// Planes through parameter space that a landscape is drawn in: two seeded random directions with filter
// normalisation, or the plane through three models. Axes are at right angles and of one length.
import { layerSlices, type ModelSpec } from '../../learner/model.ts';
import { createStream } from '../../math/rng.ts';

export interface Plane {
  readonly origin: Float32Array;
  /** At right angles to each other and of the same length, so that angles are true. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Length of both axes in parameter space: 1, or that of the filters they are normalised to. */
  readonly unit: number;
  readonly basis: 'coordinates' | 'filters' | 'models';
}

/** Where a model lies: its coordinates in the plane and its distance from it in parameter space. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
  readonly off: number;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (a: Float32Array) => Math.sqrt(dot(a, a));

function minus(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]);
}

function axis(width: number, at: number): Float32Array {
  const values = new Float32Array(width);
  if (at < width) values[at] = 1;
  return values;
}

/** The first two parameters themselves: the plane of two-dimensional quadratics. */
export function coordinatePlane(width: number): Plane {
  return {
    origin: new Float32Array(width),
    first: axis(width, 0),
    second: axis(width, 1),
    unit: 1,
    basis: 'coordinates',
  };
}

/** Coordinates of one filter: `count` floats from `start` on, `stride` apart. */
interface Filter {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * The filters of a model: the weights that lead to one output channel or neuron. A layer with a single input has
 * one weight per neuron, which leaves no direction to choose; it counts as one filter.
 */
export function filtersOf(model: ModelSpec): Filter[] {
  return layerSlices(model).flatMap(({ weight, weightLength, outputs }) => {
    const count = weightLength / outputs;
    if (count === 1) return [{ start: weight, stride: 1, count: weightLength }];
    return Array.from({ length: outputs }, (_, o) => ({ start: weight + o, stride: outputs, count }));
  });
}

function filterDot(a: Float32Array, b: Float32Array, { start, stride, count }: Filter): number {
  let sum = 0;
  for (let k = 0, i = start; k < count; k++, i += stride) sum += a[i] * b[i];
  return sum;
}

/** Adds `factor` times b to a within a filter. */
function addFilter(a: Float32Array, b: Float32Array, filter: Filter, factor: number): void {
  const { start, stride, count } = filter;
  for (let k = 0, i = start; k < count; k++, i += stride) a[i] += factor * b[i];
}

/** Brings a filter of `values` to a length. */
function scaleFilter(values: Float32Array, filter: Filter, length: number): void {
  const now = Math.sqrt(filterDot(values, values, filter));
  addFilter(values, values, filter, now > 0 ? length / now - 1 : 0);
}

/**
 * Two random directions around a model with filter normalisation (Li, Xu, Taylor, Studer, Goldstein: Visualizing
 * the Loss Landscape of Neural Nets, NeurIPS 2018, section 4): a Gaussian direction in which every filter has the
 * norm of the model's own filter, so that moving by 1 changes each filter by its own length whatever its scale.
 * Biases and the parameters of batch norm stay fixed, as in the paper's code. Beyond the paper, the second
 * direction is made orthogonal to the first within every filter, so both are exactly at right angles and equally
 * long. The Gaussians depend on the seed alone.
 */
export function randomPlane(model: ModelSpec, origin: Float32Array, seed: number): Plane {
  const filters = filtersOf(model);
  const [first, second] = ['first', 'second'].map((name) => {
    const stream = createStream(seed, 'plane', name);
    const drawn = new Float32Array(origin.length);
    for (const { start, stride, count } of filters)
      for (let k = 0; k < count; k++) drawn[start + k * stride] = stream.normal();
    return drawn;
  });
  // A model of zeros has no lengths to take; each direction then has length 1.
  const lengths = filters.map((filter) => Math.sqrt(filterDot(origin, origin, filter)));
  const empty = lengths.every((length) => length === 0);
  filters.forEach((filter, f) => {
    const length = empty ? 1 / Math.sqrt(filters.length) : lengths[f];
    const own = filterDot(first, first, filter);
    if (own > 0) addFilter(second, first, filter, -filterDot(first, second, filter) / own);
    scaleFilter(first, filter, length);
    scaleFilter(second, filter, length);
  });
  return { origin, first, second, unit: norm(first), basis: 'filters' };
}

/** Models closer than this share of their norm are one point; a third this close to their line is on it. */
const SAME = 1e-6;
const ON_LINE = 1e-3;

/** Some direction at right angles to a unit vector, the same for a seed. */
function anyOrthogonal(to: Float32Array, seed: number): Float32Array {
  const stream = createStream(seed, 'plane', 'third');
  const drawn = to.map(() => stream.normal());
  const along = dot(drawn, to);
  return drawn.map((value, i) => value - along * to[i]);
}

function unitOf(values: Float32Array): Float32Array {
  const length = norm(values);
  return values.map((value) => value / length);
}

/**
 * The plane through three models, with its first axis from a to b and c above it; unit: distance in parameter
 * space. Where the three lie on a line, a seeded direction stands in for the second axis. Null where they are
 * one point (say before the first iteration).
 */
export function planeThrough(
  [a, b, c]: readonly [Float32Array, Float32Array, Float32Array],
  seed: number,
): Plane | null {
  const least = SAME * Math.max(norm(a), 1e-12);
  let [along, up] = [minus(b, a), minus(c, a)];
  if (norm(along) <= least) [along, up] = [up, along];
  const length = norm(along);
  if (!(length > least)) return null;
  const first = along.map((value) => value / length);
  const part = dot(up, first);
  let second: Float32Array = up.map((value, i) => value - part * first[i]);
  if (!(norm(second) > ON_LINE * length)) second = anyOrthogonal(first, seed);
  // Once more against what rounding left.
  const rest = dot(second, first);
  return {
    origin: a,
    first,
    second: unitOf(second.map((value, i) => value - rest * first[i])),
    unit: 1,
    basis: 'models',
  };
}

/** Orthogonal projection of a model onto a plane. */
export function project(plane: Plane, model: Float32Array): PlanePoint {
  const { origin, first, second, unit } = plane;
  let [x, y] = [0, 0];
  for (let i = 0; i < origin.length; i++) {
    const offset = model[i] - origin[i];
    x += offset * first[i];
    y += offset * second[i];
  }
  x /= unit * unit;
  y /= unit * unit;
  let square = 0;
  for (let i = 0; i < origin.length; i++)
    square += (model[i] - origin[i] - x * first[i] - y * second[i]) ** 2;
  return { x, y, off: Math.sqrt(square) };
}

/** Writes the model at (x, y) into `into` from `at` on. */
export function modelAt(plane: Plane, x: number, y: number, into: Float32Array, at: number): void {
  const { origin, first, second } = plane;
  for (let i = 0; i < origin.length; i++) into[at + i] = origin[i] + x * first[i] + y * second[i];
}
