// One row of a convolutional network: its body's features, the inner loop on the support set, the query loss, and the
// reverse through the inner loop v_m = v_{m+1} − α H_m D v_{m+1}. Inner steps keep their parameters; the activations of the
// last `kept` of them stay for the reverse, those of earlier ones are computed anew.
import { unpad } from '../index';
import { combine, dot } from '../pass';
import * as p from '../plan';
import { addToBody, bodyGradient, clearBody, curvatureStep, forward, gradients, loss, backward, pass, setTargets } from './network';
import { fresh, hessianSet, kept, layer, padImages, QUERY, settle, SUPPORT, unpadRow } from './plan';

let w0: usize = 0;

/** Parameters after m inner steps (adapted layers only for m > 0). */
function weightsAt(m: i32): usize {
  if (m == 0) return w0;
  return p.stepsAt + (p.keep ? <usize>(m - 1) * p.stepBytes : 0) - p.wStart;
}

/** Whether step m's activations stay where its pass has left them. */
function isKept(m: i32): bool {
  return p.keep && m >= p.steps - kept;
}

function slotAt(m: i32): usize {
  if (!p.keep) return p.slotsAt;
  return p.slotsAt + <usize>(isKept(m) ? p.steps - 1 - m : kept) * p.slotBytes;
}

/** Zeros the borders that products read around every image, once a call: nothing ever writes to them. */
function clearBorders(): void {
  if (!fresh) return;
  memory.fill(p.scratchAt, 0, p.scratchBytes);
  settle();
}

function writeTrace(r: i32, m: i32): void {
  const last = layer(p.layers - 1);
  const at = <usize>(((r * (p.steps + 1) + m) * p.kQuery * last.outputs) << 2);
  unpad(p.kQuery, last.outputs, p.zAt, last.ld, p.traceOut + at);
}

function innerStep(m: i32): void {
  const slot = slotAt(m), w = weightsAt(m);
  pass(SUPPORT, w, slot);
  if (p.reptile) {
    gradients(p.first, p.layers, SUPPORT, slot, p.vAt, p.vAt, m == 0 ? 0 : 1, 1);
    if (p.l2 != 0) combine(p.stepBytes, p.vAt + p.wStart, p.vAt + p.wStart, 1, w + p.wStart, p.l2);
  }
  gradients(p.first, p.layers, SUPPORT, slot, w, weightsAt(m + 1), 1 - p.alpha * p.l2, -p.alpha);
}

/** v ← (1 − αλ) v − α H_m v, exactly. */
function exactStep(m: i32): void {
  const slot = slotAt(m), w = weightsAt(m);
  if (p.kHessian > 0 || !isKept(m)) pass(hessianSet, w, slot);
  curvatureStep(hessianSet, w, p.vAt, slot, 1 - p.alpha * p.l2, p.alpha);
}

/** H_m v ≈ [∇f(w_m + εv) − ∇f(w_m − εv)] / 2ε (see curvature.ts). */
function differenceStep(m: i32): void {
  const start = p.wStart, bytes = p.stepBytes, w = weightsAt(m), slot = p.querySlot;
  let eps = p.delta;
  if (p.deltaRho > 0) eps = <f32>1 / (6 * p.deltaRho * p.alpha * sqrt(dot(bytes, p.vAt + start, p.vAt + start)));
  if (!(eps < <f32>1e30)) eps = 1; // v = 0 or α = 0: the term vanishes with any ε
  const half = <f32>1 / (2 * eps);
  for (let side = 0; side < 2; side++) {
    const sign: f32 = side == 0 ? 1 : -1;
    combine(bytes, p.perturbedAt + start, w + start, 1, p.vAt + start, sign * eps);
    pass(hessianSet, p.perturbedAt, slot);
    gradients(p.first, p.layers, hessianSet, slot, p.differenceAt, p.differenceAt, side == 0 ? 0 : 1, sign);
    if (p.first > 0) addToBody(hessianSet, p.perturbedAt, slot, -sign * p.alpha * half);
  }
  combine(bytes, p.vAt + start, p.vAt + start, 1 - p.alpha * p.l2, p.differenceAt + start, -p.alpha * half);
}

/** v_N = ∇g(w_N), the reverse through the inner loop, and the body's gradient from both. */
function throughAdaptation(): void {
  const w = weightsAt(p.steps);
  backward(p.layers - 1, p.first, QUERY, w, p.querySlot);
  gradients(p.first, p.layers, QUERY, p.querySlot, p.vAt, p.vAt, 0, 1);
  const curved = p.keep && p.steps > 0;
  if (p.first > 0) {
    clearBody(QUERY);
    addToBody(QUERY, w, p.querySlot, 1);
    if (curved) clearBody(hessianSet);
  }
  if (curved) {
    for (let m = p.steps - 1; m >= 0; m--) {
      if (p.curvature == 0) exactStep(m);
      else differenceStep(m);
    }
  }
  if (p.first > 0) {
    bodyGradient(QUERY, w0, p.vAt, 0);
    if (curved) bodyGradient(hessianSet, w0, p.vAt, 1);
  }
}

/** The body of every set that the row needs. */
function bodyForward(): void {
  if (p.first == 0) return;
  forward(0, p.first, QUERY, w0, 0);
  if (p.steps > 0) forward(0, p.first, SUPPORT, w0, 0);
  if (p.keep && p.kHessian > 0) forward(0, p.first, hessianSet, w0, 0);
}

export function runRow(r: i32): void {
  const agent = load<i32>(p.agentOfRow + (<usize>r << 2));
  const last = layer(p.layers - 1);
  w0 = p.launch + <usize>agent * p.padBytes;
  clearBorders();
  setTargets(p.ys + <usize>(r * p.examples) * last.ld);
  padImages(p.xs + <usize>(r * p.examples * p.height * p.width * p.channels) * 4);
  bodyForward();
  for (let m = 0; m < p.steps; m++) {
    if (p.wantTrace) {
      forward(p.first, p.layers, QUERY, weightsAt(m), p.querySlot);
      writeTrace(r, m);
    }
    innerStep(m);
  }
  forward(p.first, p.layers, QUERY, weightsAt(p.steps), p.querySlot);
  if (p.wantTrace) writeTrace(r, p.steps);
  store<f32>(p.queryLoss + (<usize>r << 2), loss(QUERY, p.querySlot));
  if (p.wantAdapted) unpadRow(w0, p.first, weightsAt(p.steps), p.adaptedOut + <usize>r * p.rawBytes);
  if (!p.wantGradient) return;
  // Reptile's body does not move; without inner steps nothing does.
  if (p.reptile) memory.fill(p.vAt, 0, p.steps > 0 ? p.wStart : p.padBytes);
  else throughAdaptation();
  if (p.wantRows) unpadRow(p.vAt, 0, p.vAt, p.rowGradients + <usize>r * p.rawBytes);
  if (p.direct) {
    const sum = p.sums + <usize>agent * p.padBytes;
    combine(p.padBytes, sum, sum, 1, p.vAt, load<f32>(p.weightOfRow + (<usize>r << 2)));
  } else {
    memory.copy(p.rowSums + <usize>r * p.padBytes, p.vAt, p.padBytes);
  }
}
