// Plans by model, and those that were made, by what they are made of.
import { type CnnPlan, createCnnPlan } from './cnn/cnnPlan.ts';
import { createMlpPlan, type MlpPlan } from './plan.ts';
import type { PlanRequest } from './rowsPlan.ts';

export type Plan = MlpPlan | CnnPlan;

/** A plan, or the reason (a sentence) why the kernel cannot run this. */
export function createPlan(request: PlanRequest): Plan | string {
  const { model } = request;
  switch (model.kind) {
    case 'mlp':
      return createMlpPlan(request, model);
    case 'cnn':
      return createCnnPlan(request, model);
    default:
      return model satisfies never;
  }
}

/** A lane meets few plans: its step, its evaluation, another N. */
export class PlanCache {
  private readonly plans = new Map<string, Plan>();

  get(request: PlanRequest): Plan {
    const { shape, rule } = request;
    const key = JSON.stringify([
      shape,
      request.agents,
      rule.innerSteps,
      rule.curvature,
      rule.adapted,
      rule.direction ?? '',
      (rule.deltaRho ?? 0) > 0,
      request.wantGradient,
      request.wantTrace,
      request.threads ?? 0,
    ]);
    const known = this.plans.get(key);
    if (known) return known;
    const plan = createPlan(request);
    if (typeof plan === 'string') throw new Error(plan);
    this.plans.set(key, plan);
    return plan;
  }
}
