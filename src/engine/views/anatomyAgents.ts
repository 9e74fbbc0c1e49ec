// What the outer step of an iteration does to each launch model: its own step, then what it takes over from the others.
import { centroid, distance, norm } from '../../math/statistics.ts';
import type { AnatomyAgent } from '../../protocol/anatomy.ts';
import type { IterationApart } from '../run/lane/lane.ts';

export function agentsApart({ request, result, steps, moved, params }: IterationApart): AnatomyAgent[] {
  const { agents, launch } = request;
  const width = launch.length / agents;
  const of = (values: Float32Array, k: number) => values.subarray(k * width, (k + 1) * width);
  const [before, after] = [centroid(moved, agents), centroid(params, agents)];
  return steps.map((step, k) => ({
    gradientNorm: norm(of(result.gradient, k)),
    step,
    moved: distance(of(moved, k), of(launch, k)),
    shared: distance(of(params, k), of(moved, k)),
    apart: distance(of(moved, k), before),
    together: distance(of(params, k), after),
  }));
}
