// WGSL of activations and losses. WGSL does not promise IEEE NaN handling and some drivers' tanh overflows:
// arguments are clamped, and NaN is passed on by bit tests so that a diverged row shows as NaN.
import type { Activation } from '../../../learner/model.ts';

/** σ(a). */
export function activationValue(activation: Activation, a: string): string {
  switch (activation) {
    case 'relu':
      // select, not max: max(NaN, 0) may be 0 and hide a divergence.
      return `relu_of(${a})`;
    case 'tanh':
      return `tanh_of(${a})`;
    case 'softplus':
      return `softplus_of(${a})`;
    case 'identity':
      return a;
    default:
      return activation satisfies never;
  }
}

/** Helper functions that `activationValue` calls. */
export const ACTIVATION_FUNCTIONS = `
fn relu_of(a: f32) -> f32 { return select(a, 0.0, a <= 0.0); }
fn tanh_of(a: f32) -> f32 { return select(tanh(clamp(a, -15.0, 15.0)), a, isnan(a)); }
fn softplus_of(a: f32) -> f32 { return select(max(a, 0.0) + log(1.0 + exp(-abs(a))), a, isnan(a)); }
`;

/** ` * σ'(a)` from h = σ(a); empty for the identity. */
export function slopeOfValue(activation: Activation, h: string): string {
  switch (activation) {
    case 'relu':
      return ` * select(0.0, 1.0, ${h} > 0.0)`;
    case 'tanh':
      return ` * (1.0 - ${h} * ${h})`;
    case 'softplus':
      return ` * (1.0 - exp(-${h}))`;
    case 'identity':
      return '';
    default:
      return activation satisfies never;
  }
}

/** e σ''(a) R{a} from h and δ = e σ'(a); empty where σ'' is zero. */
export function tangentCorrection(activation: Activation, h: string, delta: string, tangent: string): string {
  switch (activation) {
    case 'relu':
    case 'identity':
      return '';
    case 'tanh':
      return `-2.0 * ${h} * ${delta} * ${tangent}`;
    case 'softplus':
      return `exp(-${h}) * ${delta} * ${tangent}`;
    default:
      return activation satisfies never;
  }
}

/** Declares `top` (largest output), `total` (Σ exp(o − top)) and `mass` (Σ y) of one example; loops over c. */
export function softmaxSums(output: string, target: string, width: number | string): string {
  return `var top = -3.0e38; var total = 0.0; var mass = 0.0;
        for (var c = 0; c < ${width}; c++) { top = max(top, ${output}); mass += ${target}; }
        for (var c = 0; c < ${width}; c++) { total += exp(${output} - top); }`;
}
