// The update that a lane runs, as KaTeX lines built from its four switches: what a switch drops is struck
// through, every hyper-parameter's symbol carries its field so that the page can link it to its slider.
// Notation: f_i support loss, g_i query loss, D the 0/1 diagonal of adapted coordinates, d_i the
// meta-gradient of task i, p the task weights, a_lk the combination matrix.
import type { LaneField, LaneSettings } from '../../experiment/types.ts';
import { formatSetting } from '../../ui/format.ts';

export interface RuleLine {
  readonly name: string;
  readonly tex: string;
}

export interface RuleOptions {
  /** Writes numbers in the place of symbols. */
  readonly values: boolean;
}

const TEX: Partial<Record<LaneField, string>> = {
  alpha: '\\alpha',
  innerSteps: 'N',
  beta: '\\beta',
  batch: 'B',
  delta: '\\delta',
  l2: '\\lambda',
  etaP: '\\eta_p',
  agents: 'K',
  pairs: 'D_p',
  stepScale: 'c',
  ballRadius: 'R',
};

/** A number as TeX; powers of ten as people write them. */
export function texNumber(value: number): string {
  const text = formatSetting(value);
  const power = /^(.+)e([+-]?\d+)$/.exec(text);
  if (!power) return text === '∞' ? '\\infty' : text;
  const exponent = Number(power[2]);
  return power[1] === '1' ? `10^{${exponent}}` : `${power[1]}\\cdot 10^{${exponent}}`;
}

/** Strikes a term through. */
function drop(tex: string): string {
  return `\\cancel{${tex}}`;
}

/** The lines of one lane's update, in the order in which they run. Pure; never throws on valid settings. */
export function ruleLines(settings: LaneSettings, options: RuleOptions = { values: false }): RuleLine[] {
  const write = new Writer(settings, options.values);
  return [...innerLines(settings, write), ...metaLines(settings, write), ...outerLines(settings, write)];
}

/** Fields whose symbols stand in the lines, each once, in reading order. */
export function ruleFields(lines: readonly RuleLine[]): LaneField[] {
  const found = lines.flatMap(({ tex }) =>
    [...tex.matchAll(/\\htmlData\{field=(\w+)\}/g)].map(([, field]) => field),
  );
  return [...new Set(found)] as LaneField[];
}

class Writer {
  readonly #settings: LaneSettings;
  readonly #values: boolean;

  constructor(settings: LaneSettings, values: boolean) {
    this.#settings = settings;
    this.#values = values;
  }

  /** A field's symbol (or value), linked to its slider. */
  field(field: LaneField): string {
    const value = this.#settings[field];
    const body = this.#values && typeof value === 'number' ? texNumber(value) : (TEX[field] ?? field);
    return `\\htmlData{field=${field}}{${body}}`;
  }
}

function innerLines(settings: LaneSettings, write: Writer): RuleLine[] {
  const partial = settings.adapted !== 'all';
  const step = `w_{m+1} = w_m - ${write.field('alpha')}\\,${partial ? 'D\\,' : ''}\\nabla ${inner(settings)}(w_m)`;
  if (settings.baseline === 'joint') return [{ name: 'Inner loop', tex: drop(step) }];
  const count = `w_0 = w,\\; m < ${write.field('innerSteps')}`;
  const lines = [{ name: 'Inner loop', tex: `${step},\\quad ${count}` }];
  if (settings.l2 === 0) return lines;
  const penalty = `\\tfrac{${write.field('l2')}}{2}\\lVert ${partial ? 'D' : ''}w\\rVert^2`;
  return [{ name: 'Inner objective', tex: `h_i(w) = f_i(w) + ${penalty}` }, ...lines];
}

/** The inner objective: f_i, or h_i with its penalty (Ji et al. 2022, strongly convex inner loop). */
function inner(settings: LaneSettings): string {
  return settings.l2 > 0 ? 'h_i' : 'f_i';
}

/** The function whose curvature counts: on the support set, or on a Hessian batch of its own. */
function curved(settings: LaneSettings): string {
  return settings.hessianShots > 0 ? `${inner(settings)}^{\\mathrm{hess}}` : inner(settings);
}

function metaLines(settings: LaneSettings, write: Writer): RuleLine[] {
  const name = 'Meta-gradient';
  const N = write.field('innerSteps');
  if (settings.baseline === 'joint') {
    // One mean over all examples, as joint training does not tell support from query.
    return [
      { name, tex: 'd_i = \\nabla \\bar f_i(w),\\quad \\bar f_i = \\text{mean over support and query}' },
    ];
  }
  if (settings.baseline === 'reptile') {
    return [{ name, tex: `d_i = \\tfrac{1}{${write.field('alpha')}}\\,(w - w_{${N}})` }];
  }
  const D = settings.adapted === 'all' ? '' : '\\,D';
  const f = curved(settings);
  const product =
    settings.innerSteps === 1
      ? `\\big(I - ${write.field('alpha')}\\nabla^2 ${f}(w)${D}\\big)`
      : `\\prod_{m=0}^{${N}-1} \\big(I - ${write.field('alpha')}\\nabla^2 ${f}(w_m)${D}\\big)`;
  const query = `\\nabla g_i(w_{${N}})`;
  if (settings.curvature === 'none') return [{ name, tex: `d_i = ${drop(product)}\\,${query}` }];
  if (settings.curvature === 'exact') return [{ name, tex: `d_i = ${product}\\,${query}` }];
  const delta = write.field('delta');
  const u = D ? 'Dv_{m+1}' : 'v_{m+1}';
  const difference = `\\frac{\\nabla ${f}(w_m + ${delta}${u}) - \\nabla ${f}(w_m - ${delta}${u})}{2${delta}}`;
  const lines = [
    { name, tex: `v_{${N}} = ${query},\\quad v_m = v_{m+1} - ${write.field('alpha')}\\,${difference}` },
    { name: '', tex: 'd_i = v_0' },
  ];
  if (settings.deltaRho > 0) {
    const rho = texNumber(settings.deltaRho);
    lines.push({ name: '', tex: `\\delta = 1 / (6\\cdot ${rho}\\,${write.field('alpha')}\\lVert v\\rVert)` });
  }
  return lines;
}

function outerLines(settings: LaneSettings, write: Writer): RuleLine[] {
  const agent = settings.network === 'single' ? '' : '_k';
  const B = write.field('batch');
  const minMax = settings.weighting === 'min-max';
  const pairs = settings.pairs > 1 ? `\\,${write.field('pairs')}` : '';
  const factor = minMax ? `\\tfrac{m}{${B}${pairs}}` : `\\tfrac{1}{${B}}`;
  const sum = `${factor}\\sum_{i} ${minMax ? 'p_i\\, ' : ''}d_i`;
  const rate =
    settings.optimizer === 'adaptive'
      ? `${write.field('stepScale')}\\,\\tilde\\beta(w${agent})`
      : write.field('beta');
  const direction = settings.optimizer === 'adam' ? `\\mathrm{Adam}\\big(${sum}\\big)` : sum;
  const moved = `w${agent} - ${rate}\\,${direction}`;
  // A network projects what it has combined.
  const next = settings.network === 'single' ? projected(settings, moved) : moved;
  const lines: RuleLine[] = [
    { name: 'Outer step', tex: `${settings.network === 'single' ? 'w \\leftarrow' : '\\phi_k ='} ${next}` },
  ];
  if (minMax) {
    const step = `${write.field('etaP')}\\,${factor}\\sum_i g_i(w_{${write.field('innerSteps')}})\\,e_i`;
    lines.push({
      name: 'Task weights',
      tex: `p${agent} \\leftarrow \\Pi_\\Delta\\big(p${agent} + ${step}\\big)`,
    });
  }
  return [...lines, ...networkLines(settings, write)];
}

/** Projection onto the ball W where there is one (Collins et al. 2022, eq. 10). */
function projected(settings: LaneSettings, tex: string): string {
  return settings.ballRadius > 0 ? `\\Pi_W\\big(${tex}\\big)` : tex;
}

function networkLines(settings: LaneSettings, write: Writer): RuleLine[] {
  const K = write.field('agents');
  const sums: Partial<Record<LaneSettings['network'], string>> = {
    diffusion: '\\textstyle\\sum_{l \\in \\mathcal N_k} a_{lk}\\,\\phi_l',
    centralized: `\\tfrac{1}{${K}}\\textstyle\\sum_{l} \\phi_l`,
    'non-cooperative': `${drop('\\textstyle\\sum_l a_{lk}')}\\,\\phi_k`,
  };
  const sum = sums[settings.network];
  if (sum === undefined) return [];
  const tex = `w_k \\leftarrow ${projected(settings, sum)},\\quad k = 1,\\dots,${K}`;
  return [{ name: 'Combine', tex }];
}

/** One sentence on what the switches mean for this lane. */
export function ruleRemark(settings: LaneSettings): string {
  if (settings.baseline === 'joint')
    return 'Trains on the average loss without adapting; adaptation happens only at test time.';
  if (settings.baseline === 'reptile')
    return 'Moves towards the adapted parameters; no derivative passes through the inner loop.';
  if (settings.curvature === 'none') {
    return 'The Hessian factor is dropped: cheap, but the iterate settles where ‖∇F‖ is of the order of α·σ, not at zero.';
  }
  if (settings.curvature === 'finite-difference') {
    return 'Two gradients replace each Hessian–vector product; the error shrinks with δ until rounding takes over.';
  }
  if (settings.weighting === 'min-max')
    return 'The weights p move towards the hardest tasks, so the worst task decides what is learnt.';
  if (settings.network === 'diffusion')
    return 'Every agent adapts on its own tasks and then averages with its neighbours.';
  if (settings.network === 'centralized')
    return 'All agents average after every update, as one server would.';
  if (settings.network === 'non-cooperative') return 'Every agent learns alone; nothing is combined.';
  if (settings.adapted === 'last-layer')
    return 'The inner loop moves the head only; the body learns features from the outer step.';
  if (settings.adapted === 'last-two-layers')
    return 'The inner loop moves the last two layers; the rest learns from the outer step.';
  return 'The gradient passes through the whole inner loop, second derivatives included.';
}
