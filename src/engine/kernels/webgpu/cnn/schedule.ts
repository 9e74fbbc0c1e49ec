// The whole meta-gradient of every row as a list of dispatches: the body's features, the inner loop on the support set, the
// query loss, and the reverse through the inner loop v_m = v_{m+1} − α H_m D v_{m+1}.
import { needsCurvature, type RowsPlan, type SetName } from '../rowsPlan.ts';
import { type Dispatch, each, negative, ONE, PENALTY, SHRINK, STEP, whole, ZERO } from './dispatches.ts';
import type { CnnLayout, Layer } from './layout.ts';
import { Network, type Pass, type Vector } from './network.ts';

export type ScheduleOf = Pick<
  RowsPlan,
  | 'first'
  | 'parameters'
  | 'start'
  | 'adapted'
  | 'steps'
  | 'mode'
  | 'trace'
  | 'examples'
  | 'curvatureSet'
  | 'upload'
>;

class Schedule {
  private readonly net: Network;
  private readonly v: Vector;
  private readonly support: Pass;
  private readonly query: Pass;
  private readonly count: number;

  constructor(
    private readonly plan: ScheduleOf,
    layers: readonly Layer[],
    private readonly layout: CnnLayout,
  ) {
    this.net = new Network(layers, plan.first, plan.examples, plan.upload, layout);
    this.count = layers.length;
    this.v = (i) => layout.gradientAt + i;
    this.support = { set: 'support', slot: layout.steps[0] };
    this.query = { set: 'query', slot: layout.query };
  }

  /** Weights after m inner steps. */
  private weights(m: number): Vector {
    const { start } = this.plan;
    const { bodyWeightsAt, weightsAt, weightStride } = this.layout;
    return (i) => (i < start ? bodyWeightsAt + i : weightsAt - start + i + m * weightStride);
  }

  /** An adapted vector that begins at `at`. */
  private adapted(at: number): Vector {
    return (i) => at - this.plan.start + i;
  }

  private isKept(m: number): boolean {
    return this.layout.steps.length > 1 || m === this.plan.steps - 1;
  }

  private supportPass(m: number): Pass {
    return { ...this.support, slot: this.layout.steps[this.layout.steps.length > 1 ? m : 0] };
  }

  /** The row's agent's launch model, and the features of every set that the row needs. */
  private begin(): void {
    const { parameters, first, mode, steps, examples, upload } = this.plan;
    const { bodyWeightsAt } = this.layout;
    this.net.add(each('launch', parameters, { out: bodyWeightsAt, y: upload.agentOfRow }));
    if (first === 0) return;
    const used: readonly (readonly [SetName, boolean])[] = [
      ['query', true],
      ['support', steps > 0],
      ['hessian', needsCurvature(mode) && examples.hessian > 0],
    ];
    for (const [set, needed] of used)
      if (needed) this.net.forward(0, first, { set, slot: [] }, this.weights(0));
  }

  private queryForward(m: number): void {
    const { first, trace, examples } = this.plan;
    this.net.forward(first, this.count, this.query, this.weights(m));
    if (!trace) return;
    const last = this.count - 1;
    const floats = examples.query * this.net.layers[last].cout;
    const from = this.net.at(last, this.query).out;
    this.net.add(each('combine', floats, { a1: from, a2: -1, out: this.layout.traceAt + m * floats }, ONE));
  }

  private innerStep(m: number): void {
    const { first, mode, start, adapted, l2 } = { ...this.plan, l2: PENALTY };
    const pass = this.supportPass(m);
    const w = this.weights(m);
    this.net.pass(pass, w);
    if (mode === 'reptile') {
      this.net.gradients(first, this.count, pass, this.v, this.v, m === 0 ? ZERO : ONE, ONE);
      const sum = { a1: this.v(start), a2: w(start), out: this.v(start) };
      this.net.add(each('combine', adapted, sum, ONE, l2));
    }
    this.net.gradients(first, this.count, pass, w, this.weights(m + 1), SHRINK, STEP);
  }

  private get curvaturePass(): Pass {
    return { ...this.support, set: this.plan.curvatureSet };
  }

  private exactStep(m: number): void {
    const hessian = this.plan.curvatureSet === 'hessian';
    const pass = hessian ? this.curvaturePass : this.supportPass(m);
    const w = this.weights(m);
    if (hessian || !this.isKept(m)) this.net.pass(pass, w);
    this.net.curvatureStep(pass, w, this.v);
  }

  /** H_m v ≈ [∇f(w_m + εv) − ∇f(w_m − εv)] / 2ε. */
  private differenceStep(m: number): void {
    const { first, start, adapted, curvatureSet } = this.plan;
    const { stepAt, shiftedAt, differenceAt, query } = this.layout;
    const pass: Pass = { set: curvatureSet, slot: query };
    const shifted = this.adapted(shiftedAt);
    const difference = this.adapted(differenceAt);
    const half = stepAt + 1;
    this.net.add(
      whole(
        'step',
        { items: adapted, a1: this.v(start), out: stepAt },
        ({ delta }) => delta,
        ({ deltaRho = 0, alpha }) => deltaRho * alpha,
      ),
    );
    for (const [side, sign] of [ONE, negative(ONE)].entries()) {
      const sum = { a1: this.weights(m)(start), a2: this.v(start), out: shiftedAt, factor: stepAt };
      this.net.add(each('combine', adapted, sum, ONE, sign));
      this.net.pass(pass, shifted);
      this.net.gradients(first, this.count, pass, difference, difference, side === 0 ? ZERO : ONE, sign);
      const step = side === 0 ? STEP : negative(STEP);
      if (first > 0) this.net.addToBody(pass, shifted, step, half);
    }
    const sum = { a1: this.v(start), a2: differenceAt, out: this.v(start), factor: half };
    this.net.add(each('combine', adapted, sum, SHRINK, STEP));
  }

  /** v_N = ∇g(w_N), the reverse through the inner loop, and the body's gradient from both. */
  private throughAdaptation(): void {
    const { first, steps, mode, curvatureSet } = this.plan;
    const curved = needsCurvature(mode);
    const w = this.weights(steps);
    this.net.backward(this.count - 1, first, this.query, w);
    this.net.gradients(first, this.count, this.query, this.v, this.v, ZERO, ONE);
    if (first > 0) {
      this.net.clearBody('query');
      this.net.addToBody(this.query, w, ONE);
      if (curved) this.net.clearBody(curvatureSet);
    }
    for (let m = steps - 1; m >= 0 && curved; m--) {
      if (mode === 'exact') this.exactStep(m);
      else this.differenceStep(m);
    }
    if (first === 0) return;
    this.net.bodyGradient('query', this.weights(0), this.v, ZERO);
    if (curved) this.net.bodyGradient(curvatureSet, this.weights(0), this.v, ONE);
  }

  /** Reptile's body does not move; without inner steps nothing does. */
  private clearReptile(): void {
    const { steps, start, parameters } = this.plan;
    const still = steps > 0 ? start : parameters;
    if (still > 0) this.net.add(each('combine', still, { a1: -1, a2: -1, out: this.v(0) }));
  }

  dispatches(): readonly Dispatch[] {
    const { steps, trace, mode } = this.plan;
    this.begin();
    for (let m = 0; m < steps; m++) {
      if (trace) this.queryForward(m);
      this.innerStep(m);
    }
    this.queryForward(steps);
    this.net.loss(this.query, true);
    switch (mode) {
      case 'losses':
        break;
      case 'reptile':
        this.clearReptile();
        break;
      case 'first-order':
      case 'exact':
      case 'finite-difference':
        this.throughAdaptation();
        break;
      default:
        throw new Error(`There is no schedule for the mode ${mode satisfies never}.`);
    }
    return this.net.dispatches;
  }
}

/** The dispatches of a plan, in order. */
export function scheduleOf(
  plan: ScheduleOf,
  layers: readonly Layer[],
  layout: CnnLayout,
): readonly Dispatch[] {
  return new Schedule(plan, layers, layout).dispatches();
}
