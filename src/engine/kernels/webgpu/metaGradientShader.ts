// WGSL of the fused meta-gradient: one workgroup per row does the whole inner loop and its reverse.
//   w_{m+1} = w_m − α D ∇(f + λ/2‖Dw‖²)(w_m);   v_N = ∇g(w_N),   v_m = v_{m+1} − α H_m D v_{m+1}
// v lives in the row's gradient and is updated in place: each step's reads of it end at a barrier.
// Barriers stand in uniform control flow only: every loop around them has constant bounds.
import { deltaFromNorm, differenceStep, lowerLayers } from './curvature.ts';
import { ACTIVATION_FUNCTIONS, softmaxSums } from './elementwise.ts';
import { arrayOf, baseOf, Emitter, type Pass } from './passes.ts';
import type { MlpPlan } from './plan.ts';
import { BARRIER } from './product.ts';
import type { SetName } from './rowsPlan.ts';
import { exactStep } from './tangents.ts';

/** The row's query loss, summed in order by the first thread. */
function queryLoss(emit: Emitter, pass: Pass): string {
  const { loss, layers, examples } = emit.plan;
  const o = emit.valuesOf(pass, layers.length - 1);
  const y = emit.uploadBase('query', 'Y');
  const value = `${o.array}[${o.base} + k * ${o.width} + c]`;
  const each =
    loss === 'mse'
      ? `for (var c = 0; c < ${o.width}; c++) { let e = ${value} - batch[${y} + k * ${o.width} + c]; loss += e * e; }`
      : `${softmaxSums(value, `batch[${y} + k * ${o.width} + c]`, o.width)}
         for (var c = 0; c < ${o.width}; c++) { loss += batch[${y} + k * ${o.width} + c] * (log(total) + top - ${value}); }`;
  const scale = loss === 'mse' ? examples.query * o.width : examples.query;
  return `
  if (lane == 0) {
    var loss = 0.0;
    for (var k = 0; k < ${examples.query}; k++) { ${each} }
    result[rb] = loss / ${scale}.0;
  }`;
}

/** The way back through inner step m; empty where the mode has none. */
function reverseStep(
  emit: Emitter,
  at: { slot: string; pass: string; curvature: Pass; plus: Pass; minus: Pass },
): string {
  const { mode, keepPasses, curvatureSet, rhoDelta } = emit.plan;
  switch (mode) {
    case 'exact': {
      const again = curvatureSet === 'hessian' ? 'hessian_pass();' : 'support_pass();';
      return [at.slot, at.pass, keepPasses ? '' : again, exactStep(emit, at.curvature)].join('\n');
    }
    case 'finite-difference':
      return [at.slot, rhoDelta ? deltaFromNorm(emit) : '', differenceStep(emit, at.plus, at.minus)].join(
        '\n',
      );
    case 'losses':
    case 'reptile':
    case 'first-order':
      return '';
    default:
      throw new Error(`There is no reverse step for the mode ${mode satisfies never}.`);
  }
}

/** Every pass that the kernel makes over examples, and where the features below the adapted layers come from. */
function passesOf(plan: MlpPlan) {
  const { regions } = plan;
  const supportFeatures = { region: regions.supportFeatures, layout: plan.supportFeatures };
  const hessianFeatures = { region: regions.hessianFeatures, layout: plan.hessianFeatures };
  const temporary = { array: arrayOf(regions.temporary), base: baseOf(regions.temporary) };
  const support: Pass = {
    set: 'support',
    array: arrayOf(regions.steps),
    base: 'sb',
    layout: plan.supportPass,
    features: supportFeatures,
  };
  const query: Pass = { set: 'query', ...temporary, layout: plan.queryPass, features: supportFeatures };
  const curvature: Pass = {
    ...support,
    set: plan.curvatureSet,
    layout: plan.curvaturePass,
    features: plan.curvatureSet === 'hessian' ? hessianFeatures : supportFeatures,
  };
  const plus: Pass = { ...curvature, ...temporary };
  const minus: Pass = { ...curvature, ...temporary, base: `${temporary.base} + ${plan.minusAt}` };
  const featurePass = (set: SetName, own: typeof supportFeatures): Pass => ({
    set,
    array: arrayOf(own.region),
    base: baseOf(own.region),
    layout: own.layout,
    features: own,
  });
  const features = (set: 'support' | 'hessian') =>
    featurePass(set, set === 'support' ? supportFeatures : hessianFeatures);
  return { support, query, curvature, plus, minus, features, temporary };
}

/** The kernel's functions and `main`. */
export function metaGradientShader(plan: MlpPlan): string {
  const emit = new Emitter(plan);
  const { layers, first, steps, mode, regions, adapted, start } = plan;
  const count = layers.length;
  const { support, query, curvature, plus, minus, features, temporary } = passesOf(plan);
  const slotStride = plan.keepWeights ? adapted : 0;
  const passStride = plan.keepPasses ? plan.stepSize : 0;
  const slot = (m: string) => `w = rb + ${plan.weightsAt - start} + ${m} * ${slotStride};`;
  const passBase = (m: string) => `sb = ${baseOf(regions.steps)} + ${m} * ${passStride};`;

  const queryForward = emit.forward(query, first, count, 'slot');
  const output = emit.valuesOf(query, count - 1);
  const traceFloats = plan.examples.query * output.width;
  const writeTrace = plan.trace
    ? emit.each(
        'i',
        traceFloats,
        `result[rb + ${plan.traceAt} + m * ${traceFloats} + i] = ${output.array}[${output.base} + i];`,
      )
    : '';
  const inner = `
  ${plan.trace ? `query_forward();${writeTrace}` : ''}
  ${passBase('m')} ${slot('m')}
  support_pass();
  let next = w + ${slotStride};${emit.gradientSums(
    support,
    first,
    (index, sum) => `let i = ${index}; let now = result[w + i]; let g = ${sum} + uniforms.l2 * now;
      result[next + i] = now - uniforms.alpha * g;${mode === 'reptile' ? ' result[vb + i] += g;' : ''}`,
  )}${BARRIER}
  ${slot('(m + 1)')}`;

  const back = reverseStep(emit, { slot: slot('m'), pass: passBase('m'), curvature, plus, minus });
  const needsBelow = first > 0 && back !== '';
  const zeroBelow = emit.each(
    'i',
    plan.below.size,
    `${temporary.array}[${temporary.base} + ${plan.belowAt} + i] = 0.0;`,
  );
  const wantsQueryGradient = mode !== 'losses' && mode !== 'reptile';
  const hessianPass =
    mode === 'exact' && plan.curvatureSet === 'hessian'
      ? `fn hessian_pass() {${emit.forward(curvature, first, count, 'slot')}${emit.backward(curvature, first, () => 'slot')}\n}`
      : '';
  return `
${plan.sharedSize > 0 ? `var<workgroup> ws: array<f32, ${plan.sharedSize}>;` : ''}
var<private> lane: i32;
var<private> row: i32;
var<private> rb: i32;    // this row's first float in the scratch buffer
var<private> ab: i32;    // its agent's first float in the launch models
var<private> vb: i32;    // its gradient: v
var<private> w: i32;     // weights of the current step: parameter i at w + i
var<private> sb: i32;    // pass of the current step
var<private> shift: f32;
var<private> delta: f32;

${ACTIVATION_FUNCTIONS}
fn support_pass() {${emit.forward(support, first, count, 'slot')}${emit.backward(support, first, () => 'slot')}
}
${hessianPass}
fn query_forward() {${queryForward}
}

fn main(index: i32) {
  lane = i32(localIndex);
  row = i32(workgroupId.x);
  rb = row * ${plan.rowStride};
  ab = i32(batch[${plan.upload.agentOfRow} + row]) * ${plan.parameters};
  vb = rb + ${plan.gradientAt};
  delta = uniforms.delta;
  ${slot('0')}
  ${emit.each('i', adapted, `result[w + ${start} + i] = launch[ab + ${start} + i];`)}
  ${mode === 'reptile' ? emit.each('i', plan.parameters, 'result[vb + i] = 0.0;') : ''}${BARRIER}
  ${first > 0 && steps > 0 ? emit.forward(features('support'), 0, first, 'launch') : ''}
  ${first > 0 && plan.curvatureSet === 'hessian' ? emit.forward(features('hessian'), 0, first, 'launch') : ''}
  ${first > 0 ? emit.forward(query, 0, first, 'launch') : ''}
  ${steps > 0 ? `for (var m = 0; m < ${steps}; m++) {${inner}\n  }` : ''}
  query_forward();
  ${plan.trace ? `{ let m = ${steps};${writeTrace} }` : ''}
  ${queryLoss(emit, query)}
  ${
    wantsQueryGradient
      ? emit.backward(query, 0, (l) => (l < first ? 'launch' : 'slot')) +
        emit.gradientSums(query, 0, (i, sum) => `result[vb + ${i}] = ${sum};`) +
        BARRIER
      : ''
  }
  ${needsBelow ? zeroBelow + BARRIER : ''}
  ${back !== '' ? `for (var m = ${steps - 1}; m >= 0; m--) {${back}\n  }` : ''}
  ${needsBelow ? lowerLayers(emit, curvature) : ''}
}`;
}
