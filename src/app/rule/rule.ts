// The update that a lane runs, as KaTeX lines composed from its values' entries: what a value drops is struck
// through, every hyper-parameter's symbol carries its field so that the page can link it to its slider.
// Notation as in experiment/axes/entry.ts; φ_k is an agent's model before combination, a_lk the combination matrix.
import { adaptedEntries } from '../../experiment/axes/adapted.ts';
import { baselineEntries } from '../../experiment/axes/baseline.ts';
import { curvatureEntries } from '../../experiment/axes/curvature.ts';
import type { RuleLine, Terms } from '../../experiment/axes/entry.ts';
import {
  type LaneField,
  type LaneSettings,
  laneFields,
  ruleEntries,
} from '../../experiment/axes/laneFields.ts';
import { networkEntries } from '../../experiment/axes/network.ts';
import { optimizerEntries } from '../../experiment/axes/optimizer.ts';
import { weightingEntries } from '../../experiment/axes/weighting.ts';
import type { Field } from '../../experiment/fields/kinds.ts';
import { formatSetting } from '../../ui/format.ts';

export interface RuleOptions {
  /** Writes numbers in the place of symbols. */
  readonly values: boolean;
}

/** A number as TeX; powers of ten as people write them. */
export function texNumber(value: number): string {
  const text = formatSetting(value);
  const power = /^(.+)e([+-]?\d+)$/.exec(text);
  if (!power) return text === '∞' ? '\\infty' : text;
  const exponent = Number(power[2]);
  return power[1] === '1' ? `10^{${exponent}}` : `${power[1]}\\cdot 10^{${exponent}}`;
}

/** The lines of one lane's update, in the order in which they run. Pure; never throws on valid settings. */
export function ruleLines(settings: LaneSettings, options: RuleOptions = { values: false }): RuleLine[] {
  const terms = termsOf(settings, options.values);
  return [...innerLines(settings, terms), ...metaLines(settings, terms), ...outerLines(settings, terms)];
}

/** Fields whose symbols stand in the lines, each once, in reading order. */
export function ruleFields(lines: readonly RuleLine[]): LaneField[] {
  const found = lines.flatMap(({ tex }) =>
    [...tex.matchAll(/\\htmlData\{field=(\w+)\}/g)].map(([, field]) => field),
  );
  return [...new Set(found)] as LaneField[];
}

/** One sentence on what the values mean for this lane. */
export function ruleRemark(settings: LaneSettings): string {
  return ruleEntries(settings).find(({ remark }) => remark !== null)?.remark ?? '';
}

/** Whether the inner objective has a penalty (Ji et al. 2022, strongly convex inner loop). */
function penalised(settings: LaneSettings): boolean {
  return settings.l2 > 0;
}

function termsOf(settings: LaneSettings, values: boolean): Terms {
  const number = (name: LaneField) => {
    const value = settings[name];
    return typeof value === 'number' ? value : Number.NaN;
  };
  const field = (name: LaneField) => {
    const declared: Field = laneFields[name];
    const symbol = declared.kind === 'number' ? (declared.tex ?? name) : name;
    const body = values && declared.kind === 'number' ? texNumber(number(name)) : symbol;
    return `\\htmlData{field=${name}}{${body}}`;
  };
  const inner = penalised(settings) ? 'h_i' : 'f_i';
  return {
    field,
    number,
    tasks: taskCountTex(settings, field),
    tex: texNumber,
    mask: adaptedEntries[settings.adapted].symbol,
    inner,
    curved: settings.hessianShots > 0 ? `${inner}^{\\mathrm{hess}}` : inner,
    queryGradient: `\\nabla g_i(w_{${field('innerSteps')}})`,
  };
}

/** B tasks of one agent or of K, or all m. */
function taskCountTex(settings: LaneSettings, field: Terms['field']): string {
  const { agents, models } = networkEntries[settings.network];
  const one = settings.sampling === 'all' ? 'm' : field('batch');
  return agents === 'many' && models === 'one' ? `${field('agents')}\\,${one}` : one;
}

function innerLines(settings: LaneSettings, { field, mask, inner }: Terms): RuleLine[] {
  const masked = mask && `${mask}\\,`;
  const step = `w_{n+1} = w_n - ${field('alpha')}\\,${masked}\\nabla ${inner}(w_n)`;
  const range = `w_0 = w,\\; n < ${field('innerSteps')}`;
  const { adapts, innerLoop } = baselineEntries[settings.baseline];
  const loop = { name: 'Inner loop', tex: innerLoop(step, range) };
  if (!adapts || !penalised(settings)) return [loop];
  const penalty = `\\tfrac{${field('l2')}}{2}\\lVert ${mask}w\\rVert^2`;
  return [{ name: 'Inner objective', tex: `h_i(w) = f_i(w) + ${penalty}` }, loop];
}

function metaLines(settings: LaneSettings, terms: Terms): RuleLine[] {
  const lines = baselineEntries[settings.baseline].metaGradient ?? curvatureEntries[settings.curvature].lines;
  return lines(terms);
}

function outerLines(settings: LaneSettings, terms: Terms): RuleLine[] {
  const { symbol: agent, combined } = networkEntries[settings.network];
  const weighting = weightingEntries[settings.weighting];
  const optimizer = optimizerEntries[settings.optimizer];
  const weight = weighting.symbol && `${weighting.symbol}\\, `;
  const sum = `${weighting.factor(terms)}\\sum_{i} ${weight}d_i`;
  const moved = `w${agent} - ${optimizer.rate(terms, agent)}\\,${optimizer.direction(sum, terms, agent)}`;
  // A network projects what it has combined.
  const step = combined ? `\\phi_k = ${moved}` : `w \\leftarrow ${projected(settings, moved)}`;
  const before = optimizer.before ? [optimizer.before(sum, terms, agent)] : [];
  const lines = [...before, { name: 'Outer step', tex: step }, ...weighting.lines(terms, agent)];
  if (!combined) return lines;
  const tex = `w_k \\leftarrow ${projected(settings, combined(terms))},\\quad k = 1,\\dots,${terms.field('agents')}`;
  return [...lines, { name: 'Combine', tex }];
}

/** Projection onto the ball W where there is one (Collins et al. 2022, eq. 10). */
function projected(settings: LaneSettings, tex: string): string {
  return settings.ballRadius > 0 ? `\\Pi_W\\big(${tex}\\big)` : tex;
}
