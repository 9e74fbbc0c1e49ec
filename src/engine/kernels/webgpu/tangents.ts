// WGSL of the reverse of one inner step by Pearlmutter's R-operator written out by hand: v ← v − α H D v, where
// R{x} is the derivative of x along u = D v.
import { slopeOfValue, tangentCorrection } from './elementwise.ts';
import { arrayOf, baseOf, type Emitter, type Pass } from './passes.ts';
import { BARRIER, type Term } from './product.ts';

/** Where a layer's values lie: `width` floats an example. */
interface Place {
  readonly array: string;
  readonly base: string;
  readonly width: number;
}

interface Tangents {
  readonly emit: Emitter;
  readonly pass: Pass;
  readonly examples: number;
  /** R{h_l}; for the last layer R{o}. */
  readonly tangentOf: (layer: number) => Place;
  /** R{δ_l}. */
  readonly changeOf: (layer: number) => Place;
}

function tangentsOf(emit: Emitter, pass: Pass): Tangents {
  const { tangents, regions } = emit.plan;
  const array = arrayOf(regions.temporary);
  const base = baseOf(regions.temporary);
  const place = (offsets: readonly number[]) => (l: number) => ({
    array,
    base: `${base} + ${offsets[l]}`,
    width: emit.widthOf(l),
  });
  return {
    emit,
    pass,
    examples: emit.examplesOf(pass.set),
    tangentOf: place(tangents.values),
    changeOf: place(tangents.sensitivities),
  };
}

const rowsOf = ({ array, base, width }: Place) => ({ array, base, outerStride: width, depthStride: 1 });

/** R{a_l} = h_{l−1}U_l + R{h_{l−1}}W_l + u_b; R{h_l} = σ'(a_l) R{a_l}. */
function forwardTangent({ emit, pass, examples, tangentOf, changeOf }: Tangents, l: number): string {
  const { first, layers, model, loss } = emit.plan;
  const input = emit.valuesOf(pass, l - 1);
  const tangent = tangentOf(l);
  const change = changeOf(l);
  const terms: Term[] = [{ left: rowsOf(input), right: emit.directionOperand(l, 'forward') }];
  if (l > first)
    terms.push({ left: rowsOf(tangentOf(l - 1)), right: emit.weightOperand(l, 'slot', 'forward') });
  return emit.product({
    rows: examples,
    columns: tangent.width,
    depth: input.width,
    terms,
    store: (r, c, sum) => {
      const at = `${r} * ${tangent.width} + ${c}`;
      const bias = model.bias ? ` + result[vb + ${layers[l].bias} + ${c}]` : '';
      if (l === layers.length - 1) {
        if (loss === 'mse')
          return `${change.array}[${change.base} + ${at}] = (${sum}${bias}) * ${2 / (examples * tangent.width)};`;
        return `${tangent.array}[${tangent.base} + ${at}] = ${sum}${bias};`;
      }
      const value = emit.valuesOf(pass, l);
      const d = emit.sensitivitiesOf(pass, l);
      const h = `${value.array}[${value.base} + ${at}]`;
      const correction = tangentCorrection(model.activation, h, `${d.array}[${d.base} + ${at}]`, 'ra');
      return `let ra = ${sum}${bias};
          ${tangent.array}[${tangent.base} + ${at}] = ra${slopeOfValue(model.activation, h)};
          ${correction ? `${change.array}[${change.base} + ${at}] = ${correction};` : ''}`;
    },
  });
}

/** R{δ} of the outputs under softmax cross-entropy; mse has written it with R{o}. */
function outputChange({ emit, pass, examples, tangentOf, changeOf }: Tangents, last: number): string {
  const width = emit.widthOf(last);
  const d = emit.sensitivitiesOf(pass, last);
  const y = `batch[${emit.uploadBase(pass.set, 'Y')} + k * ${width} + c]`;
  const tangent = tangentOf(last);
  const ro = `${tangent.array}[${tangent.base} + k * ${width} + c]`;
  const q = `(${d.array}[${d.base} + k * ${width} + c] * ${examples}.0 + ${y})`;
  return emit.each(
    'k',
    examples,
    `var mass = 0.0; var mean = 0.0;
      for (var c = 0; c < ${width}; c++) { mass += ${y}; mean += ${q} * ${ro}; }
      mean = select(0.0, mean / mass, mass != 0.0);
      for (var c = 0; c < ${width}; c++) {
        ${tangent.array}[${changeOf(last).base} + k * ${width} + c] = ${q} * (${ro} - mean) * ${1 / examples};
      }`,
  );
}

/** R{δ_l} = (R{δ_{l+1}}W + δ_{l+1}U)σ' + δ_{l+1}W σ'' R{a_l}; the last term stands there already. */
function backwardTangent({ emit, pass, examples, changeOf }: Tangents, l: number): string {
  const { first, below, belowAt, regions, model } = emit.plan;
  const above = changeOf(l + 1);
  const width = emit.widthOf(l);
  return emit.product({
    rows: examples,
    columns: width,
    depth: above.width,
    terms: [
      { left: rowsOf(above), right: emit.weightOperand(l + 1, 'slot', 'backward') },
      {
        left: rowsOf(emit.sensitivitiesOf(pass, l + 1)),
        right: emit.directionOperand(l + 1, 'backward'),
      },
    ],
    store: (r, c, sum) => {
      const at = `${r} * ${width} + ${c}`;
      // Below the adapted layers everything is linear and the same in each step: only sum up here.
      if (l < first)
        return `${above.array}[${baseOf(regions.temporary)} + ${belowAt + below.values[l]} + ${at}] += ${sum};`;
      const value = emit.valuesOf(pass, l);
      const slope = slopeOfValue(model.activation, `${value.array}[${value.base} + ${at}]`);
      const hasCorrection = tangentCorrection(model.activation, 'h', 'd', 'ra') !== '';
      return `${above.array}[${changeOf(l).base} + ${at}] ${hasCorrection ? '+=' : '='} ${sum}${slope};`;
    },
  });
}

/** v ← v − α(R{∇f} + λu): exact curvature at step m, the pass at w_m given. */
export function exactStep(emit: Emitter, pass: Pass): string {
  const { first, layers, loss } = emit.plan;
  const last = layers.length - 1;
  const tangents = tangentsOf(emit, pass);
  const { examples, tangentOf, changeOf } = tangents;
  let text = '';
  for (let l = first; l <= last; l++) text += forwardTangent(tangents, l) + BARRIER;
  if (loss === 'softmaxCrossEntropy') text += outputChange(tangents, last) + BARRIER;
  for (let l = last - 1; l >= first - 1 && l >= 0; l--)
    text += backwardTangent(tangents, l) + (l >= first ? BARRIER : '');
  // With one adapted layer the products above read v; they must end before v changes.
  if (first > 0) text += BARRIER;
  text += emit.parameterSums(
    examples,
    first,
    layers.length,
    (l) => {
      const input = { left: emit.valuesOf(pass, l - 1), right: changeOf(l), bias: true };
      if (l === first) return [input];
      return [input, { left: tangentOf(l - 1), right: emit.sensitivitiesOf(pass, l), bias: false }];
    },
    (index, sum) =>
      `let at = vb + ${index}; let u = result[at]; result[at] = u - uniforms.alpha * (${sum} + uniforms.l2 * u);`,
  );
  return text + BARRIER;
}
