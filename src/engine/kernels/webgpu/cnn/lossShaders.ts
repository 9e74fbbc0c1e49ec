// WGSL of the loss at the outputs, its derivative and R-operator, and of sums of vectors.
import type { Loss } from '../../../../learner/model.ts';
import { softmaxSums } from '../elementwise.ts';

const LANES = 64;

/** δ of one example k whose outputs begin at `z`, targets at `y`; adds to `loss`. */
const DERIVATIVES: Readonly<Record<Loss, string>> = {
  mse: `
    for (var c = 0; c < u.cout; c++) {
      let off = scratch[z + c] - batch[y + c];
      loss += off * off / f32(u.n * u.cout);
      scratch[d + c] = off * 2.0 / f32(u.n * u.cout);
    }`,
  softmaxCrossEntropy: `
    ${softmaxSums('scratch[z + c]', 'batch[y + c]', 'u.cout')}
    for (var c = 0; c < u.cout; c++) {
      let o = scratch[z + c];
      loss += batch[y + c] * (log(total) + top - o) / f32(u.n);
      scratch[d + c] = (exp(o - top) / total * mass - batch[y + c]) / f32(u.n);
    }`,
};

/** R{δ} from R{z}: q are the probabilities times the targets' mass. */
const CURVATURES: Readonly<Record<Loss, string>> = {
  mse: `
    for (var c = 0; c < u.cout; c++) { scratch[out + c] = scratch[rz + c] * 2.0 / f32(u.n * u.cout); }`,
  softmaxCrossEntropy: `
    var mass = 0.0;
    var mean = 0.0;
    for (var c = 0; c < u.cout; c++) {
      mass += batch[y + c];
      mean += (scratch[d + c] * f32(u.n) + batch[y + c]) * scratch[rz + c];
    }
    mean = select(0.0, mean / mass, mass != 0.0);
    for (var c = 0; c < u.cout; c++) {
      scratch[out + c] = (scratch[d + c] * f32(u.n) + batch[y + c]) * (scratch[rz + c] - mean) / f32(u.n);
    }`,
};

/** δ of a row's examples, and its loss where `out` is not −1; a workgroup a row. */
export const lossShader = (loss: Loss) => `
var<workgroup> partial: array<f32, ${LANES}>;

@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let lane = i32(index);
  let row = i32(group.y);
  let rb = row * u.rowStride;
  var loss = 0.0;
  for (var k = lane; k < u.n; k += ${LANES}) {
    let z = rb + u.z + k * u.cout;
    let d = rb + u.grad + k * u.cout;
    let y = u.y + (row * u.n + k) * u.cout;
    ${DERIVATIVES[loss]}
  }
  partial[lane] = loss;
  workgroupBarrier();
  if (lane > 0 || u.out < 0) { return; }
  var sum = 0.0;
  for (var i = 0; i < ${LANES}; i++) { sum += partial[i]; }
  scratch[rb + u.out] = sum;
}`;

/** R{δ} of a row's examples; a thread each. */
export const lossCurvatureShader = (loss: Loss) => `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let k = i32(id.x);
  let row = i32(id.y);
  if (k >= u.items) { return; }
  let rb = row * u.rowStride;
  let rz = rb + u.rz + k * u.cout;
  let d = rb + u.grad + k * u.cout;
  let out = rb + u.out + k * u.cout;
  let y = u.y + (row * u.n + k) * u.cout;
  ${CURVATURES[loss]}
}`;

/** out = c·a₁ + s·a₂, either absent where it is −1. */
export const combineShader = () => `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = i32(id.x);
  if (at >= u.items) { return; }
  let rb = i32(id.y) * u.rowStride;
  var value = 0.0;
  if (u.a1 >= 0) { value += u.c * scratch[rb + u.a1 + at]; }
  if (u.a2 >= 0) { value += u.s * factor(rb) * scratch[rb + u.a2 + at]; }
  scratch[rb + u.out + at] = value;
}`;

/** The row's agent's launch model; \`y\`: the rows' agents in the upload. */
export const launchShader = () => `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = i32(id.x);
  if (at >= u.items) { return; }
  let row = i32(id.y);
  scratch[row * u.rowStride + u.out + at] = launch[i32(batch[u.y + row]) * u.items + at];
}`;

/**
 * ε of the central difference and 1/2ε: δ (p), or 1/(6ρα‖v‖) with ρα in q where it is positive (Fallah et al. 2020, Theorem
 * 4.17), or 1 where that is not finite: then the term vanishes with any ε. A workgroup a row.
 */
export const stepShader = () => `
var<workgroup> partial: array<f32, ${LANES}>;

@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let lane = i32(index);
  let rb = i32(group.y) * u.rowStride;
  var square = 0.0;
  for (var i = lane; i < u.items; i += ${LANES}) {
    let v = scratch[rb + u.a1 + i];
    square += v * v;
  }
  partial[lane] = square;
  workgroupBarrier();
  if (lane > 0) { return; }
  square = 0.0;
  for (var i = 0; i < ${LANES}; i++) { square += partial[i]; }
  var step = u.p;
  if (u.q > 0.0) {
    let scale = 6.0 * u.q * sqrt(square);
    step = select(1.0, 1.0 / scale, scale > 1e-30);
  }
  scratch[rb + u.out] = step;
  scratch[rb + u.out + 1] = 0.5 / step;
}`;
