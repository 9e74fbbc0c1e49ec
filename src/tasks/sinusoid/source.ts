// Sinusoid regression y = a·sin(x + φ), x uniform in [−5, 5] (Finn et al. 2017). With K agents the amplitude range
// is split evenly among them (Kayaalp et al. 2020, Section 4.1); test tasks come from the full range for all.
import { createFunctionTasks } from '../shared/functionTasks.ts';
import type { OptionsOf } from '../shared/spec.ts';
import type { TaskSetup, TaskSource } from '../shared/types.ts';
import { SINUSOID_DOMAIN, type sinusoid } from './spec.ts';

interface Sinusoid {
  readonly amplitude: number;
  readonly phase: number;
}

/** The family's source; restricted to m fixed pairs where a finite set is asked for. */
export function createSinusoids(setup: TaskSetup<OptionsOf<typeof sinusoid>>): TaskSource {
  const { amplitudeMin, amplitudeMax, phaseMin, phaseMax } = setup.options;
  return createFunctionTasks<Sinusoid>(setup, {
    domain: SINUSOID_DOMAIN,
    uniforms: 2,
    place: ([u, v], agent, agents) => ({
      amplitude: amplitudeMin + ((amplitudeMax - amplitudeMin) * (agent + u)) / agents,
      phase: phaseMin + (phaseMax - phaseMin) * v,
    }),
    value: ({ amplitude, phase }, x) => amplitude * Math.sin(x + phase),
    name: ({ amplitude, phase }) => `amplitude ${amplitude.toFixed(2)}, phase ${phase.toFixed(2)}`,
    shortName: ({ amplitude, phase }) => `a ${amplitude.toFixed(2)} φ ${phase.toFixed(2)}`,
  });
}
