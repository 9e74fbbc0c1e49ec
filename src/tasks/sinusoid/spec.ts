// Sinusoids y = a·sin(x + φ) of Finn et al. 2017, Sec. 5.1.
import { number } from '../../experiment/fields/kinds.ts';
import { countOrContinuum, noise, taskCount } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

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
  },
  optionRanges: [
    { low: 'amplitudeMin', high: 'amplitudeMax', plural: 'Amplitudes' },
    { low: 'phaseMin', high: 'phaseMax', plural: 'Phases' },
  ],
  defaults: {},
  refuses: { layers: null, cnn: 'A CNN needs images; the sinusoid has one number as input.' },
  data: { kind: 'none' },
  taskCount: countOrContinuum,
  agentName({ amplitudeMin, amplitudeMax }, agent, agents) {
    const at = (k: number) => (amplitudeMin + ((amplitudeMax - amplitudeMin) * k) / agents).toFixed(2);
    return `amplitude ${at(agent)} to ${at(agent + 1)}`;
  },
  adaptation: { kind: 'curve', domain: SINUSOID_DOMAIN },
});
