// WGSL of the reverse of one inner step: v ← v − α H D v by Pearlmutter's R-operator written out by hand
// (R{x} is the derivative of x along u = D v), or by the central difference of Fallah et al. (2020).
import { slopeOfValue, tangentCorrection } from './elementwise.ts';
import { arrayOf, baseOf, type Emitter, type Pass } from './passes.ts';
import { BARRIER, type Term } from './product.ts';

/** v ← v − α(R{∇f} + λu): exact curvature at step m, the pass at w_m given. */
export function exactStep(emit: Emitter, pass: Pass): string {
  const { plan } = emit;
  const { first, layers, tangents, below, belowAt, regions, model, loss } = plan;
  const last = layers.length - 1;
  const examples = emit.examplesOf(pass.set);
  const array = arrayOf(regions.temporary);
  const base = baseOf(regions.temporary);
  const tangentOf = (l: number) => ({
    array,
    base: `${base} + ${tangents.values[l]}`,
    width: emit.widthOf(l),
  });
  const changeOf = (l: number) => ({
    array,
    base: `${base} + ${tangents.sensitivities[l]}`,
    width: emit.widthOf(l),
  });
  let text = '';
  // R{a_l} = h_{l−1}U_l + R{h_{l−1}}W_l + u_b; R{h_l} = σ'(a_l) R{a_l}.
  for (let l = first; l <= last; l++) {
    const input = emit.valuesOf(pass, l - 1);
    const tangent = tangentOf(l);
    const change = changeOf(l);
    const terms: Term[] = [
      {
        left: { array: input.array, base: input.base, outerStride: input.width, depthStride: 1 },
        right: emit.directionOperand(l, 'forward'),
      },
    ];
    if (l > first) {
      const lower = tangentOf(l - 1);
      terms.push({
        left: { array, base: lower.base, outerStride: lower.width, depthStride: 1 },
        right: emit.weightOperand(l, 'slot', 'forward'),
      });
    }
    text += emit.product({
      rows: examples,
      columns: tangent.width,
      depth: input.width,
      terms,
      store: (r, c, sum) => {
        const at = `${r} * ${tangent.width} + ${c}`;
        const bias = model.bias ? ` + result[vb + ${layers[l].bias} + ${c}]` : '';
        if (l === last) {
          if (loss === 'mse')
            return `${array}[${change.base} + ${at}] = (${sum}${bias}) * ${2 / (examples * tangent.width)};`;
          return `${array}[${tangent.base} + ${at}] = ${sum}${bias};`;
        }
        const value = emit.valuesOf(pass, l);
        const d = emit.sensitivitiesOf(pass, l);
        const h = `${value.array}[${value.base} + ${at}]`;
        const correction = tangentCorrection(model.activation, h, `${d.array}[${d.base} + ${at}]`, 'ra');
        return `let ra = ${sum}${bias};
          ${array}[${tangent.base} + ${at}] = ra${slopeOfValue(model.activation, h)};
          ${correction ? `${array}[${change.base} + ${at}] = ${correction};` : ''}`;
      },
    });
    text += BARRIER;
  }
  if (loss === 'softmaxCrossEntropy') {
    const width = emit.widthOf(last);
    const d = emit.sensitivitiesOf(pass, last);
    const y = `batch[${emit.uploadBase(pass.set, 'Y')} + k * ${width} + c]`;
    const ro = `${array}[${tangentOf(last).base} + k * ${width} + c]`;
    const q = `(${d.array}[${d.base} + k * ${width} + c] * ${examples}.0 + ${y})`;
    text += emit.each(
      'k',
      examples,
      `var mass = 0.0; var mean = 0.0;
      for (var c = 0; c < ${width}; c++) { mass += ${y}; mean += ${q} * ${ro}; }
      mean = select(0.0, mean / mass, mass != 0.0);
      for (var c = 0; c < ${width}; c++) {
        ${array}[${changeOf(last).base} + k * ${width} + c] = ${q} * (${ro} - mean) * ${1 / examples};
      }`,
    );
    text += BARRIER;
  }
  // R{δ_l} = (R{δ_{l+1}}W + δ_{l+1}U)σ' + δ_{l+1}W σ'' R{a_l}; the last term stands there already.
  for (let l = last - 1; l >= first - 1 && l >= 0; l--) {
    const above = changeOf(l + 1);
    const d = emit.sensitivitiesOf(pass, l + 1);
    const product = {
      rows: examples,
      columns: emit.widthOf(l),
      depth: above.width,
      terms: [
        {
          left: { array, base: above.base, outerStride: above.width, depthStride: 1 },
          right: emit.weightOperand(l + 1, 'slot', 'backward'),
        },
        {
          left: { array: d.array, base: d.base, outerStride: d.width, depthStride: 1 },
          right: emit.directionOperand(l + 1, 'backward'),
        },
      ],
    };
    const width = emit.widthOf(l);
    text += emit.product({
      ...product,
      store: (r, c, sum) => {
        const at = `${r} * ${width} + ${c}`;
        // Below the adapted layers everything is linear and the same in each step: only sum up here.
        if (l < first) return `${array}[${base} + ${belowAt + below.values[l]} + ${at}] += ${sum};`;
        const value = emit.valuesOf(pass, l);
        const slope = slopeOfValue(model.activation, `${value.array}[${value.base} + ${at}]`);
        const hasCorrection = tangentCorrection(model.activation, 'h', 'd', 'ra') !== '';
        return `${array}[${changeOf(l).base} + ${at}] ${hasCorrection ? '+=' : '='} ${sum}${slope};`;
      },
    });
    if (l >= first) text += BARRIER;
  }
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

/** v ← v − α([∇f(w_m + δu) − ∇f(w_m − δu)]/(2δ) + λu); `delta` is a WGSL variable. */
export function differenceStep(emit: Emitter, plus: Pass, minus: Pass): string {
  const { plan } = emit;
  const { first, layers, below, belowAt, regions } = plan;
  const array = arrayOf(regions.temporary);
  const base = baseOf(regions.temporary);
  const examples = emit.examplesOf(plus.set);
  let text = '';
  for (const [pass, sign] of [
    [plus, ''],
    [minus, '-'],
  ] as const) {
    text += `\n  shift = ${sign}delta;`;
    text += emit.forward(pass, first, layers.length, 'shifted');
    text += emit.backward(pass, first, () => 'shifted');
    if (first === 0) continue;
    const d = emit.sensitivitiesOf(pass, first);
    const width = emit.widthOf(first - 1);
    text += emit.product({
      rows: examples,
      columns: width,
      depth: d.width,
      terms: [
        {
          left: { array: d.array, base: d.base, outerStride: d.width, depthStride: 1 },
          right: emit.weightOperand(first, 'shifted', 'backward'),
        },
      ],
      store: (r, c, sum) =>
        `${array}[${base} + ${belowAt + below.values[first - 1]} + ${r} * ${width} + ${c}] += ${sum} * (0.5 / shift);`,
    });
    text += BARRIER;
  }
  text += emit.parameterSums(
    examples,
    first,
    layers.length,
    (l) => [
      { left: emit.valuesOf(plus, l - 1), right: emit.sensitivitiesOf(plus, l), bias: true },
      {
        left: emit.valuesOf(minus, l - 1),
        right: emit.sensitivitiesOf(minus, l),
        negative: true,
        bias: true,
      },
    ],
    (index, sum) =>
      `let at = vb + ${index}; let u = result[at]; result[at] = u - uniforms.alpha * (${sum} * (0.5 / delta) + uniforms.l2 * u);`,
  );
  return text + BARRIER;
}

/** δ = 1/(6ρα‖u‖), u = Dv (Fallah et al. 2020, Theorem 4.17); any δ where u is zero. */
export function deltaFromNorm(emit: Emitter): string {
  const { plan } = emit;
  const array = arrayOf(plan.regions.norm);
  const base = baseOf(plan.regions.norm);
  return `
  var square = 0.0;${emit.each('i', plan.adapted, `let u = result[vb + ${plan.start} + i]; square += u * u;`)}
  ${array}[${base} + lane] = square;${BARRIER}
  square = 0.0;
  for (var i = 0; i < ${plan.threads}; i++) { square += ${array}[${base} + i]; }
  let scale = 6.0 * uniforms.rho * uniforms.alpha * sqrt(square);
  delta = select(1.0, 1.0 / scale, scale > 0.0);${BARRIER}`;
}

/** What the layers below the adapted ones receive, once, from the sums over all steps. */
export function lowerLayers(emit: Emitter, pass: Pass): string {
  const { plan } = emit;
  const { first, below, belowAt, regions, model } = plan;
  const array = arrayOf(regions.temporary);
  const base = baseOf(regions.temporary);
  const examples = emit.examplesOf(pass.set);
  const changeOf = (l: number) => ({
    array,
    base: `${base} + ${belowAt + below.values[l]}`,
    width: emit.widthOf(l),
  });
  let text = '';
  for (let l = first - 1; l >= 0; l--) {
    const here = changeOf(l);
    const value = emit.valuesOf(pass, l);
    const scaled = (at: string, sum: string) =>
      `${array}[${here.base} + ${at}] = ${sum}${slopeOfValue(model.activation, `${value.array}[${value.base} + ${at}]`)};`;
    if (l === first - 1) {
      text += emit.each('i', examples * here.width, scaled('i', `${array}[${here.base} + i]`));
    } else {
      const above = changeOf(l + 1);
      text += emit.product({
        rows: examples,
        columns: here.width,
        depth: above.width,
        terms: [
          {
            left: { array, base: above.base, outerStride: above.width, depthStride: 1 },
            right: emit.weightOperand(l + 1, 'launch', 'backward'),
          },
        ],
        store: (r, c, sum) => scaled(`${r} * ${here.width} + ${c}`, sum),
      });
    }
    text += BARRIER;
  }
  text += emit.parameterSums(
    examples,
    0,
    first,
    (l) => [{ left: emit.valuesOf(pass, l - 1), right: changeOf(l), bias: true }],
    (index, sum) => `result[vb + ${index}] -= uniforms.alpha * ${sum};`,
  );
  return text;
}
