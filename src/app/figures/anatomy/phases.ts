// The phases of a meta-iteration: which there are for a lane, the lines of the rule that are at work in each, and what
// the numbers say.
import type { LaneSettings } from '../../../experiment/types.ts';
import type { AnatomyDirection, AnatomyView, DirectionId } from '../../../protocol/anatomy.ts';
import { formatNumber, formatSetting } from '../../../ui/format.ts';

export const PHASES = [
  'tasks',
  'inner',
  'query',
  'backward',
  'weights',
  'outer',
  'combine',
  'after',
] as const;
export type Phase = (typeof PHASES)[number];

interface PhaseEntry {
  readonly label: string;
  /** Names of the rule's lines. */
  readonly lines: readonly string[];
  /** Steps within the phase; 0 where the lane has no such phase. */
  readonly steps: (view: AnatomyView) => number;
  /** What happens, with the numbers; `at` counts the phase's steps from 0. */
  readonly says: (view: AnatomyView, at: number, settings: LaneSettings) => string;
}

const n = (value: number) => formatNumber(value, 3);
const degrees = (cosine: number) => `${n((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI)}°`;

const NAMES: Readonly<Record<Exclude<DirectionId, 'own'>, string>> = {
  exact: 'MAML',
  none: 'FO-MAML',
  'finite-difference': 'HF-MAML',
};

/** What MAML, FO-MAML and HF-MAML would use, beside what the lane uses. */
function comparison({ directions }: AnatomyView): string {
  const by = (id: DirectionId) => directions.find((one) => one.id === id);
  const [exact, first, free] = [by('exact'), by('none'), by('finite-difference')];
  if (!exact || !first || !free) return '';
  const off = Math.hypot(free.x - exact.x, free.y - exact.y, free.off) / exact.norm;
  return ` FO-MAML points ${degrees(first.cosine)} away from MAML; HF-MAML is ${n(100 * off)} % off.`;
}

function backwardSays(view: AnatomyView, at: number, { curvature, baseline }: LaneSettings): string {
  const { back, directions } = view;
  const own = directions.find(({ id }) => id === 'own') as AnatomyDirection;
  const last = back.length - 1;
  if (baseline === 'reptile')
    return `Reptile passes nothing back: it goes along (w − w_N)/α, ${n(own.norm)} long.${comparison(view)}`;
  if (last === 0) return `Nothing was adapted, so the gradient at w itself is used: ${n(back[0].norm)} long.`;
  if (at === 0)
    return `v_N = ∇g(w_N) is ${n(back[0].norm)} long. It has to be carried back to the launch model.`;
  const { norm, removed, cosine, step } = back[at];
  const end = at === last ? comparison(view) : '';
  switch (curvature) {
    case 'none':
      return `The Hessian term is dropped: v stays what it was, ${n(norm)} long.${end}`;
    case 'implicit':
      return `Conjugate gradients solve for d: ${n(norm)} long, ${degrees(cosine)} from v_N.${end}`;
    case 'exact':
    case 'finite-difference':
      return `Back over inner step ${step + 1}: αH v, ${n(removed)} long, comes off. v_${step} is ${n(norm)} long, ${degrees(cosine)} from v_N.${end}`;
    default:
      return curvature satisfies never;
  }
}

const lastOf = <T>(values: ArrayLike<T>) => values[values.length - 1];

export const PHASE_ENTRIES: Readonly<Record<Phase, PhaseEntry>> = {
  tasks: {
    label: 'Tasks',
    lines: [],
    steps: () => 1,
    says: ({ tasks, row }) =>
      `${tasks.length} ${tasks.length === 1 ? 'task is' : 'tasks are'} drawn. The followed one, ${tasks[row].name}, has query loss ${n(tasks[row].before)} before adapting and ${n(tasks[row].after)} after.`,
  },
  inner: {
    label: 'Inner loop',
    lines: ['Inner objective', 'Inner loop', 'Proximal term'],
    steps: ({ inner }) => inner.length - 1,
    says: ({ inner }, at, { alpha }) =>
      `Step ${at + 1} of ${inner.length - 1}: the gradient is ${n(inner[at].gradientNorm)} long, the step ${formatSetting(alpha)} times that. Support loss ${n(inner[at].supportLoss)} → ${n(inner[at + 1].supportLoss)}.`,
  },
  query: {
    label: 'Query',
    lines: [],
    steps: () => 1,
    says: ({ inner }) =>
      `On the query set, which adaptation has not seen, the loss is ${n(lastOf(inner).queryLoss)}${inner.length > 1 ? `, ${n(inner[0].queryLoss)} before` : ''}. This is what the launch model is to lower.`,
  },
  backward: {
    label: 'Backward',
    lines: ['Meta-gradient'],
    steps: ({ back }) => back.length,
    says: backwardSays,
  },
  weights: {
    label: 'Weights',
    lines: ['Task weights'],
    steps: ({ weightsBefore }) => (weightsBefore.length > 0 ? 1 : 0),
    says: ({ tasks, row, weightsBefore, weightsAfter }) => {
      const moved = weightsAfter.reduce((sum, p, i) => sum + Math.abs(p - weightsBefore[i]), 0) / 2;
      return `The followed task counts ${n(tasks[row].weight)} times its meta-gradient. Then p moves ${n(moved)} of its mass towards the tasks with the larger loss.`;
    },
  },
  outer: {
    label: 'Outer step',
    lines: ['Step size', 'Momentum', 'Outer step'],
    steps: () => 1,
    says: ({ agents, tasks, row }) => {
      const { gradientNorm, step, moved } = agents[Math.min(tasks[row].agent, agents.length - 1)];
      return `The weighted sum of the meta-gradients is ${n(gradientNorm)} long. With β = ${formatSetting(step)} the launch model moves by ${n(moved)}.`;
    },
  },
  combine: {
    label: 'Combine',
    lines: ['Combine'],
    steps: ({ agents }) => (agents.length > 1 ? 1 : 0),
    says: ({ agents }) => {
      const farthest = (of: 'apart' | 'together') => n(Math.max(...agents.map((agent) => agent[of])));
      return agents.every(({ shared }) => shared === 0)
        ? 'Nothing is combined: every agent keeps its own model.'
        : `Each agent averages with the others it may use. The farthest is ${farthest('apart')} from the centroid before and ${farthest('together')} after.`;
    },
  },
  after: {
    label: 'After',
    lines: [],
    steps: () => 1,
    says: ({ inner, next }) =>
      `The same task adapted anew, from the launch model that this iteration ends with: query loss ${n(lastOf(inner).queryLoss)} → ${n(lastOf(next))}.`,
  },
};

/** A place in an iteration: a phase and a step within it. */
export interface Place {
  readonly phase: Phase;
  readonly at: number;
}

/** All places of an iteration in order. */
export function placesOf(view: AnatomyView): readonly Place[] {
  return PHASES.flatMap((phase) =>
    Array.from({ length: PHASE_ENTRIES[phase].steps(view) }, (_, at) => ({ phase, at })),
  );
}

/** What the directions are called beside each other: the lane's own where it is none of the three, else marked. */
export function namedDirections({ directions }: AnatomyView, name: string, settings: LaneSettings) {
  const among =
    settings.baseline === 'none' && directions.some(({ id }) => id === settings.curvature)
      ? settings.curvature
      : 'own';
  return directions
    .filter(({ id }) => id !== 'own' || among === 'own')
    .map((one) => ({ ...one, label: one.id === 'own' ? name : NAMES[one.id], own: one.id === among }));
}
