// What the end-to-end test asks of the worker, as plain data that crosses page.evaluate.
import type { Loss, MlpSpec } from '../../src/learner/model.ts';
import type { InnerRule } from '../../src/learner/rule.ts';

export interface PlainSet {
  readonly examples: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface PlainBatch {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly support: PlainSet;
  readonly query: PlainSet;
  readonly hessian?: PlainSet;
}

export interface GradientCase {
  readonly name: string;
  readonly model: MlpSpec;
  readonly loss: Loss;
  readonly rule: InnerRule;
  readonly agents: number;
  readonly launch: readonly number[];
  readonly agentOfRow: readonly number[];
  readonly weightOfRow: readonly number[];
  readonly batch: PlainBatch;
  /** Also run the shaders without trace and without gradient; each compiles anew. */
  readonly alsoPlain?: boolean;
}

export interface GradientAnswer {
  readonly queryLoss: number[];
  readonly gradient: number[];
  readonly rowGradients: number[];
  readonly adapted: number[];
  readonly trace: number[];
  /** Query losses of a call that asks for no gradient; empty without `alsoPlain`. */
  readonly evaluated: number[];
}

export interface LaneStep {
  readonly batch: PlainBatch;
  readonly agentOfRow: readonly number[];
  readonly weightOfRow: readonly number[];
}

/** The optimisers that the device has; its rates are `RATES`. */
export type LaneOptimizer = 'sgd' | 'momentum' | 'adam';
export const RATES = { momentum: 0.8, beta1: 0.9, beta2: 0.999 } as const;

export interface LaneCase {
  readonly name: string;
  readonly model: MlpSpec;
  readonly loss: Loss;
  readonly rule: InnerRule;
  readonly agents: number;
  readonly params: readonly number[];
  readonly optimizer: LaneOptimizer;
  readonly beta: number;
  readonly combination: readonly number[] | null;
  readonly steps: readonly LaneStep[];
  /** Read after this many steps, and again at the end. */
  readonly readAfter: number;
}

export interface LaneAnswer {
  readonly params: number[];
  readonly optimizerState: number[];
  readonly losses: number[][];
}

export interface TimingCase {
  readonly path: 'kernel-webgpu' | 'ops-webgpu' | 'device-lane';
  readonly case: GradientCase;
  readonly iterations: number;
  readonly threads?: number;
}

/** A reference case as it stands in a file; without `expected` the plain CPU backend gives it. */
export type ReferenceFile = Readonly<Record<string, unknown>> & { readonly name: string };

/** Relative error of every expected value, and how large it may be. */
export interface ReferenceAnswer {
  readonly name: string;
  readonly errors: Readonly<Record<string, number>>;
  readonly tolerance: number;
}

export type Job =
  | {
      readonly kind: 'references';
      readonly code: 'kernels' | 'ops';
      readonly files: readonly ReferenceFile[];
    }
  | { readonly kind: 'gradients'; readonly cases: readonly GradientCase[] }
  | { readonly kind: 'lane'; readonly lane: LaneCase }
  | { readonly kind: 'leaks'; readonly lane: LaneCase; readonly iterations: number }
  | { readonly kind: 'timing'; readonly timing: TimingCase };

export type Answer =
  | { readonly kind: 'references'; readonly answers: readonly ReferenceAnswer[] }
  | { readonly kind: 'gradients'; readonly answers: readonly GradientAnswer[]; readonly device: string }
  | { readonly kind: 'lane'; readonly answer: LaneAnswer }
  /** Tensors and GPU bytes in use before and after. */
  | { readonly kind: 'leaks'; readonly tensors: number[]; readonly bytes: number[] }
  /** Milliseconds per iteration: median, smallest, and the first one, which compiles. */
  | { readonly kind: 'timing'; readonly median: number; readonly smallest: number; readonly first: number };
