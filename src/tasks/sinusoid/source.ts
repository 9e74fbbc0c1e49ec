// Sinusoid regression y = a·sin(x + φ), x uniform in [−5, 5] (Finn et al. 2017). With K agents the amplitude range
// is split evenly among them (Kayaalp et al. 2020, Section 4.1); test tasks come from the full range for all.
import { createFunctionTasks } from '../shared/functionTasks.ts';
import type { OptionsOf } from '../shared/spec.ts';
import type { FiniteTasks, TaskSetup, TaskSource } from '../shared/types.ts';
import { type Band, bandName, evenBands, parseBands } from './bands.ts';
import { SINUSOID_DOMAIN, type sinusoid } from './spec.ts';

type Setup = TaskSetup<OptionsOf<typeof sinusoid>>;

interface Sinusoid {
  readonly amplitude: number;
  readonly phase: number;
}

/** The bands that are trained and tested on; null where tasks are no bands. */
function bandSets({ options }: Setup): { train: Band[]; test: Band[] } | null {
  const { bands, testBands, amplitudeMin, amplitudeMax } = options;
  const train = parseBands(bands);
  if (train.length === 0) return null;
  const test = testBands > 0 ? evenBands(testBands, amplitudeMin, amplitudeMax, 1 / testBands) : train;
  return { train, test };
}

function finiteBands(bands: readonly Band[]): FiniteTasks {
  return { names: bands.map(bandName), ambient: bands.map(({ ambient }) => ambient) };
}

/** The family's source; restricted to bands or m fixed pairs where a finite set is asked for. */
export function createSinusoids(setup: Setup): TaskSource {
  const { amplitudeMin, amplitudeMax, phaseMin, phaseMax } = setup.options;
  const phaseAt = (v: number) => phaseMin + (phaseMax - phaseMin) * v;
  const sets = bandSets(setup);
  const trainTasks = finiteBands(sets?.train ?? []);
  const testTasks = sets?.test === sets?.train ? trainTasks : finiteBands(sets?.test ?? []);
  return createFunctionTasks<Sinusoid>(setup, {
    domain: SINUSOID_DOMAIN,
    uniforms: 2,
    place: ([u, v], agent, agents) => ({
      amplitude: amplitudeMin + ((amplitudeMax - amplitudeMin) * (agent + u)) / agents,
      phase: phaseAt(v),
    }),
    parts: sets && {
      train: trainTasks,
      test: testTasks,
      place: (part, test, [u, v]) => {
        const { low, high } = (test ? sets.test : sets.train)[part];
        return { amplitude: low + (high - low) * u, phase: phaseAt(v) };
      },
    },
    value: ({ amplitude, phase }, x) => amplitude * Math.sin(x + phase),
    name: ({ amplitude, phase }) => `amplitude ${amplitude.toFixed(2)}, phase ${phase.toFixed(2)}`,
    shortName: ({ amplitude, phase }) => `a ${amplitude.toFixed(2)} φ ${phase.toFixed(2)}`,
  });
}
