// The dispatches of a schedule: which shader, over how many threads of a row, with which parameters.
import type { Loss } from '../../../../learner/model.ts';
import type { InnerRule } from '../../../../learner/rule.ts';
import {
  derivativeSumsShader,
  poolShader,
  REDUCED,
  spreadShader,
  statisticsShader,
  tangentPoolShader,
  tangentStatisticsShader,
  tangentSumsShader,
} from './blockShaders.ts';
import type { Layer } from './layout.ts';
import { combineShader, launchShader, lossCurvatureShader, lossShader, stepShader } from './lossShaders.ts';
import type { Integer } from './parameters.ts';
import { backwardShader, forwardShader, gradientShader } from './productShaders.ts';

/** Every shader by its name. */
export const SHADERS = {
  forward: () => forwardShader('scratch'),
  forwardImages: () => forwardShader('batch'),
  backward: backwardShader,
  gradient: () => gradientShader('scratch'),
  gradientImages: () => gradientShader('batch'),
  statistics: statisticsShader,
  derivativeSums: derivativeSumsShader,
  tangentStatistics: tangentStatisticsShader,
  tangentSums: tangentSumsShader,
  pool: poolShader,
  tangentPool: tangentPoolShader,
  spread: spreadShader,
  loss: lossShader,
  lossCurvature: lossCurvatureShader,
  combine: combineShader,
  launch: launchShader,
  step: stepShader,
} as const satisfies Readonly<Record<string, (loss: Loss) => string>>;
export type ShaderName = keyof typeof SHADERS;

/** A real that follows from the rule at the time of the call. */
export type Real = (rule: InnerRule) => number;

export interface Dispatch {
  readonly shader: ShaderName;
  /** Workgroups of a row. */
  readonly groups: number;
  readonly integers: Readonly<Partial<Record<Integer, number>>>;
  readonly reals: readonly [Real, Real, Real, Real];
}

export const ZERO: Real = () => 0;
export const ONE: Real = () => 1;
/** 1 − αλ and −α of a step along ∇f + λw. */
export const SHRINK: Real = ({ alpha, l2 }) => 1 - alpha * l2;
export const STEP: Real = ({ alpha }) => -alpha;
export const PENALTY: Real = ({ l2 }) => l2;
export const negative =
  (real: Real): Real =>
  (rule) =>
    -real(rule);

type Integers = Dispatch['integers'];

const THREADS = 64;

/** One thread for each of `items`. */
export function each(shader: ShaderName, items: number, integers: Integers, c = ZERO, s = ZERO): Dispatch {
  return {
    shader,
    groups: Math.ceil(items / THREADS),
    integers: { ...integers, items },
    reals: [c, s, ZERO, ZERO],
  };
}

/** A workgroup for each block of channels. */
export function reduce(shader: ShaderName, { cout }: Layer, integers: Integers): Dispatch {
  return { shader, groups: Math.ceil(cout / REDUCED), integers, reals: [ZERO, ZERO, ZERO, ZERO] };
}

/** One workgroup a row. */
export function whole(shader: ShaderName, integers: Integers, p = ZERO, q = ZERO): Dispatch {
  return { shader, groups: 1, integers, reals: [ZERO, ZERO, p, q] };
}

const tiles = (pixels: number, channels: number) => Math.ceil(pixels / 4) * Math.ceil(channels / 4);

/** Threads of a product onto a layer's outputs, onto its inputs, and onto its weights with what follows them. */
export const forwardTiles = ({ pixels, cout }: Layer, examples: number) => tiles(examples * pixels, cout);
export const backwardTiles = ({ pixels, cin }: Layer, examples: number) => tiles(examples * pixels, cin);
export const weightTiles = ({ taps, cin, cout, bias, end }: Layer) => tiles(taps * cin, cout) + end - bias;

/** A layer's sizes as parameters. */
export function sizesOf({ h, w, cin, cout, taps }: Layer, examples: number): Integers {
  return { n: examples, h, w, cin, cout, taps };
}
