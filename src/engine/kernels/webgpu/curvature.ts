// WGSL of the reverse of one inner step by the central difference of Fallah et al. (2020), and of what the
// layers below the adapted ones receive, however the steps were reversed.
import { slopeOfValue } from './elementwise.ts';
import { arrayOf, baseOf, type Emitter, type Pass } from './passes.ts';
import { BARRIER } from './product.ts';

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
