// Sinusoids y = a·sin(x + φ) of Finn et al. 2017, Sec. 5.1.
import { integer, number, text } from '../../experiment/fields/kinds.ts';
import { countOrContinuum, MOST_TASKS, noise, sharedSet, taskCount } from '../shared/options.ts';
import { family } from '../shared/spec.ts';
import { BANDS, parseBands } from './bands.ts';

const amplitude = {
  min: 0,
  max: 10,
  step: 0.1,
  help: 'Amplitudes are drawn evenly between smallest and largest.',
};
const phase = {
  min: -2 * Math.PI,
  max: 2 * Math.PI,
  step: 0.05,
  unit: 'rad',
  help: 'Phases are drawn evenly between smallest and largest.',
};

/** Inputs x are uniform in this range. */
export const SINUSOID_DOMAIN = [-5, 5] as const;

export const sinusoid = family({
  label: 'Sinusoid',
  problem: 'regression',
  options: {
    amplitudeMin: number({ key: 'amin', label: 'Smallest amplitude', default: 0.1, ...amplitude }),
    amplitudeMax: number({ key: 'amax', label: 'Largest amplitude', default: 5, ...amplitude }),
    phaseMin: number({ key: 'phmin', label: 'Smallest phase', default: 0, ...phase }),
    phaseMax: number({ key: 'phmax', label: 'Largest phase', default: Math.PI, ...phase }),
    noise,
    taskCount,
    bands: text({
      key: 'bands',
      label: 'Bands of amplitude',
      default: '',
      pattern: BANDS,
      maxLength: 200,
      help: 'Tasks are bands: 95x0.1-1.05,5x4.95-5 is 95 even bands and 5; @0.4 behind a part is its probability.',
    }),
    testBands: integer({
      key: 'testbands',
      label: 'Test bands',
      default: 0,
      min: 0,
      max: MOST_TASKS,
      sliderMax: 100,
      unit: 'bands',
      help: 'Even bands of all amplitudes that are tested on; 0: the tasks that are trained on.',
    }),
  },
  optionRanges: [
    { low: 'amplitudeMin', high: 'amplitudeMax', plural: 'Amplitudes' },
    { low: 'phaseMin', high: 'phaseMax', plural: 'Phases' },
  ],
  // The sinusoids of Collins, Mokhtari and Shakkottai 2020 (TR-MAML): 95 bands of small amplitudes, 5 of large ones,
  // tested on even bands of all; 49 of width 0.1 stand for their 490. η_p is theirs for 10 shots in the normalisation
  // of equation (9).
  defaults: {
    weighted: {
      options: { bands: '95x0.1-1.05,5x4.95-5', testBands: 49 },
      settings: { etaP: 5e-6 },
      evalTasks: 490,
      evalEvery: 50,
    },
  },
  refuses: { layers: null, cnn: 'A CNN needs images; the sinusoid has one number as input.' },
  data: { kind: 'none' },
  taskCount: (options, weighted) => parseBands(options.bands).length || countOrContinuum(options, weighted),
  testsOthers: ({ bands, testBands }) => bands !== '' && testBands > 0,
  agentName({ amplitudeMin, amplitudeMax }, agent, agents, taskCount) {
    if (taskCount > 0) return sharedSet(taskCount, agent);
    const at = (k: number) => (amplitudeMin + ((amplitudeMax - amplitudeMin) * k) / agents).toFixed(2);
    return `amplitude ${at(agent)} to ${at(agent + 1)}`;
  },
  adaptation: { kind: 'curve', domain: SINUSOID_DOMAIN },
});
