// What one call computes: the request as the host wrote it, the table of layers, and where everything lies. The
// word order of the request is that of layout.ts on the host. Offsets and strides are in bytes.

export const LAYER_BYTES: usize = 128;
/** Word of the request at which the sizes start. */
const SIZES: i32 = 37;

export let layers: i32 = 0; // L
export let first: i32 = 0; // F, the first adapted layer; layers before it are the body
export let activation: i32 = 0;
export let lossKind: i32 = 0;
export let bias: i32 = 0;
export let steps: i32 = 0; // N
export let curvature: i32 = 0; // 0 exact, 1 none, 2 finite difference
export let useGram: bool = false;
export let rows: i32 = 0;
export let agents: i32 = 0;
export let kSupport: i32 = 0;
export let kQuery: i32 = 0;
export let kHessian: i32 = 0; // 0: the support set serves
export let wantGradient: bool = false;
export let wantRows: bool = false;
export let wantAdapted: bool = false;
export let wantTrace: bool = false;
export let reptile: bool = false;
export let direct: bool = false; // add each row to the sums at once (one thread)
export let alpha: f32 = 0;
export let l2: f32 = 0;
export let delta: f32 = 0;
export let deltaRho: f32 = 0;

export let xs: usize = 0;
export let ys: usize = 0;
export let agentOfRow: usize = 0;
export let weightOfRow: usize = 0;
export let launchRaw: usize = 0;
export let launch: usize = 0;
export let sums: usize = 0;
export let gradientRaw: usize = 0;
export let queryLoss: usize = 0;
export let rowGradients: usize = 0;
export let adaptedOut: usize = 0;
export let traceOut: usize = 0;
export let coefficients: usize = 0;
export let rowSums: usize = 0;
/** Blocks of a convolutional network; 0: an MLP. Then its images, and the bytes of activations kept for the reverse. */
export let blocks: i32 = 0;
export let height: i32 = 0;
export let width: i32 = 0;
export let channels: i32 = 0;
export let keepBytes: usize = 0;

// Derived
export let examples: i32 = 0; // Kt: support, query and Hessian examples of a row, stored in this order
export let hOffset: i32 = 0; // first example of the set that the Hessian is taken on
export let hCount: i32 = 0;
/** The support examples leave nothing in a stacked first layer's gradient. */
export let supportSilent: bool = false;
/** The first layer is panelled and its gradient is a product stacked over rows: on the Gram path, and in a body. */
export let stacked: bool = false;
export let keep: bool = false; // every inner step's weights and activations are kept for the reverse
export let rawBytes: usize = 0; // P floats
export let padBytes: usize = 0; // padded parameters of one agent
export let transposedBytes: usize = 0;
export let stepBytes: usize = 0;
export let stepTransposedBytes: usize = 0;
export let slotBytes: usize = 0;
export let probOffset: usize = 0;
export let gramStride: usize = 0;
export let wStart: usize = 0; // offset of the first layer whose weights the inner loop stores
export let tStart: usize = 0;

// Scratch of one thread
export let scratchAt: usize = 0;
export let scratchBytes: usize = 0;
export let bodyAt: usize = 0;
export let stepsAt: usize = 0;
export let stepsTransposedAt: usize = 0;
export let slotsAt: usize = 0;
export let querySlot: usize = 0;
export let zAt: usize = 0;
export let vAt: usize = 0;
export let vTransposedAt: usize = 0;
export let rAt: usize = 0;
export let rdAt: usize = 0;
export let rdNextAt: usize = 0;
export let gramAt: usize = 0;
export let z0At: usize = 0;
export let sAt: usize = 0;
export let guAt: usize = 0;
export let perturbedAt: usize = 0;
export let perturbedTransposedAt: usize = 0;
export let differenceAt: usize = 0;
export let wideAt: usize = 0;

let table: usize = 0;
let request: usize = 0;

// @ts-ignore: decorator
@inline
function word(i: i32): i32 {
  return load<i32>(request + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function real(i: i32): f32 {
  return load<f32>(request + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function field(l: i32, at: usize): usize {
  return <usize>load<u32>(table + <usize>l * LAYER_BYTES + at);
}

// @ts-ignore: decorator
@inline
function setField(l: i32, at: usize, value: usize): void {
  store<u32>(table + <usize>l * LAYER_BYTES + at, <u32>value);
}

// @ts-ignore: decorator
@inline
export function inputs(l: i32): i32 { return <i32>field(l, 0); }
// @ts-ignore: decorator
@inline
export function outputs(l: i32): i32 { return <i32>field(l, 4); }
/** Inputs and the constant 1 of the bias. */
// @ts-ignore: decorator
@inline
export function augmented(l: i32): i32 { return <i32>field(l, 8); }
/** Bytes of a row of outputs (and of a row of weights). */
// @ts-ignore: decorator
@inline
export function zStride(l: i32): usize { return field(l, 12); }
// @ts-ignore: decorator
@inline
export function zVectors(l: i32): i32 { return <i32>(field(l, 12) >> 4); }
/** Bytes of a row of the layer's (augmented) input. */
// @ts-ignore: decorator
@inline
export function inputStride(l: i32): usize { return field(l, 16); }
/** Bytes of a row of the transposed weights, and of the derivative with respect to the input. */
// @ts-ignore: decorator
@inline
export function backStride(l: i32): usize { return field(l, 20); }
// @ts-ignore: decorator
@inline
export function rawAt(l: i32): usize { return field(l, 24); }
// @ts-ignore: decorator
@inline
export function wAt(l: i32): usize { return field(l, 28); }
// @ts-ignore: decorator
@inline
export function tAt(l: i32): usize { return field(l, 32); }
/** The layer's input in a slot (l > F) or in the body's buffers (0 < l ≤ F). */
// @ts-ignore: decorator
@inline
export function actAt(l: i32): usize { return field(l, 36); }
// @ts-ignore: decorator
@inline
export function d1At(l: i32): usize { return field(l, 40); }
// @ts-ignore: decorator
@inline
export function d2At(l: i32): usize { return field(l, 44); }
// @ts-ignore: decorator
@inline
export function deltaAt(l: i32): usize { return field(l, 48); }
// @ts-ignore: decorator
@inline
export function rzAt(l: i32): usize { return field(l, 52); }
// @ts-ignore: decorator
@inline
export function raAt(l: i32): usize { return field(l, 56); }

// @ts-ignore: decorator
@inline
function up(n: i32): usize {
  return (<usize>(n + 3) & ~3) << 2;
}

let cursor: usize = 0;

/** Reserves bytes of scratch on a cache line of its own. */
function take(bytes: usize): usize {
  const at = cursor;
  cursor += (bytes + 63) & ~63;
  return at;
}

/** Reads the request at `at`; the layer table goes to `tableAt`. */
export function configure(at: usize, tableAt: usize): void {
  request = at;
  table = tableAt;
  layers = word(0);
  first = word(1);
  activation = word(2);
  lossKind = word(3);
  bias = word(4);
  steps = word(5);
  curvature = word(6);
  useGram = word(7) != 0;
  rows = word(8);
  agents = word(9);
  kSupport = word(10);
  kQuery = word(11);
  kHessian = word(12);
  const flags = word(13);
  wantGradient = (flags & 1) != 0;
  wantRows = (flags & 2) != 0;
  wantAdapted = (flags & 4) != 0;
  wantTrace = (flags & 8) != 0;
  reptile = (flags & 16) != 0;
  direct = (flags & 32) != 0;
  alpha = real(14);
  l2 = real(15);
  delta = real(16);
  deltaRho = real(17);
  xs = word(18);
  ys = word(19);
  agentOfRow = word(20);
  weightOfRow = word(21);
  launchRaw = word(22);
  launch = word(23);
  sums = word(24);
  gradientRaw = word(25);
  queryLoss = word(26);
  rowGradients = word(27);
  adaptedOut = word(28);
  traceOut = word(29);
  coefficients = word(30);
  rowSums = word(31);
  blocks = word(32);
  height = word(33);
  width = word(34);
  channels = word(35);
  keepBytes = <usize>word(36);
  examples = kSupport + kQuery + kHessian;
  hOffset = kHessian > 0 ? kSupport + kQuery : 0;
  hCount = kHessian > 0 ? kHessian : kSupport;
  stacked = useGram || first > 0;
  supportSilent = !reptile && (curvature == 1 || steps == 0 || kHessian > 0);
  keep = wantGradient && !reptile && curvature != 1;
}

/** Lays out an MLP's layers and one thread's scratch. */
export function plan(scratch: usize): void {
  planLayers();
  planScratch(scratch);
}

/** Entry l of the layer table. */
// @ts-ignore: decorator
@inline
export function layerAt(l: i32): usize {
  return table + <usize>l * LAYER_BYTES;
}

/** Entry i of the list of sizes at the request's end. */
export function sizeAt(i: i32): i32 {
  return word(SIZES + i);
}

/** Sizes of a convolutional network's parameter row: raw, padded, and where the adapted layers start. */
export function setSizes(raw: usize, padded: usize, start: usize): void {
  rawBytes = raw;
  padBytes = padded;
  transposedBytes = 0;
  wStart = start;
  stepBytes = padded - start;
}

/** Places that a convolutional network's plan has found. */
export function placeScratch(steps: usize, slots: usize, query: usize, bytes: usize, prob: usize, z: usize, v: usize, r: usize): void {
  stepsAt = steps;
  slotsAt = slots;
  querySlot = query;
  slotBytes = bytes;
  probOffset = prob;
  zAt = z;
  vAt = v;
  rAt = r;
}

export function placeDifference(perturbed: usize, difference: usize): void {
  perturbedAt = perturbed;
  differenceAt = difference;
}

export function endScratch(at: usize, bytes: usize): void {
  scratchAt = at;
  scratchBytes = bytes;
}

function planLayers(): void {
  let raw: usize = 0, w: usize = 0, t: usize = 0;
  for (let l = 0; l < layers; l++) {
    const n = sizeAt(l), out = sizeAt(l + 1);
    setField(l, 0, n);
    setField(l, 4, out);
    setField(l, 8, n + bias);
    setField(l, 12, up(out));
    setField(l, 16, up(n + bias));
    setField(l, 20, up(n));
    setField(l, 24, raw);
    setField(l, 28, w);
    setField(l, 32, t);
    raw += <usize>((n + bias) * out) << 2;
    w += <usize>(n + bias) * up(out);
    if (l > 0) t += <usize>out * up(n);
  }
  rawBytes = raw;
  padBytes = w;
  transposedBytes = t;
  const stored = useGram ? 1 : first;
  wStart = stored < layers ? wAt(stored) : w;
  tStart = stored < layers ? tAt(stored) : t;
  stepBytes = padBytes - wStart;
  stepTransposedBytes = transposedBytes - tStart;
}

/** Offsets within a slot (all that one pass through the head leaves) and within the R-operator's scratch. */
function planSlot(k: i32): usize {
  cursor = 0;
  let r: usize = 0;
  for (let l = first; l < layers; l++) {
    const bytes = <usize>k * zStride(l);
    if (l > first) setField(l, 36, take(<usize>k * inputStride(l)));
    if (l < layers - 1) {
      setField(l, 40, take(bytes));
      setField(l, 44, take(bytes));
    }
    setField(l, 48, take(bytes));
    setField(l, 52, r);
    r += bytes;
    setField(l, 56, r);
    r += <usize>k * inputStride(l);
  }
  probOffset = take(<usize>k * zStride(layers - 1));
  slotBytes = cursor;
  return r;
}

function planScratch(scratch: usize): void {
  const k = max(kSupport, max(kQuery, kHessian));
  const rBytes = planSlot(k);
  let widest: usize = 0;
  for (let l = first; l < layers; l++) widest = max(widest, max(zStride(l), backStride(l)));
  cursor = scratch;
  bodyAt = scratch;
  for (let l = 0; l < first; l++) {
    const bytes = <usize>examples * zStride(l);
    setField(l + 1, 36, take(<usize>examples * inputStride(l + 1)) - scratch);
    setField(l, 40, take(bytes) - scratch);
    setField(l, 48, take(bytes) - scratch);
    setField(l, 44, deltaAt(l)); // σ″ is not needed in the body: δ overwrites it
  }
  const stored = keep ? max(steps, 1) : 1;
  stepsAt = take(<usize>stored * stepBytes);
  stepsTransposedAt = take(<usize>stored * stepTransposedBytes);
  slotsAt = take(<usize>stored * slotBytes);
  querySlot = take(slotBytes);
  zAt = take(<usize>k * widest);
  vAt = take(padBytes);
  vTransposedAt = take(transposedBytes);
  rAt = take(rBytes);
  rdAt = take(<usize>k * widest);
  rdNextAt = take(<usize>k * widest);
  if (useGram) {
    gramStride = up(examples);
    gramAt = take(<usize>examples * gramStride);
    z0At = take(<usize>examples * zStride(0));
    sAt = take((keep ? <usize>(steps + 1) : 1) * <usize>kSupport * zStride(0));
    guAt = take(<usize>k * zStride(0));
  }
  if (keep && curvature == 2) {
    perturbedAt = take(padBytes);
    perturbedTransposedAt = take(transposedBytes);
    differenceAt = take(padBytes);
  }
  if (stacked && (wantRows || wantAdapted)) wideAt = take(<usize>augmented(0) * zStride(0));
  scratchBytes = cursor - scratch;
}
