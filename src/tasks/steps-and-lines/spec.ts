// Steps and lines: a task is a step function or a straight line, and the few points have to tell which. The task
// distribution has two modes, as the mixtures of Finn, Xu and Levine 2018 (Probabilistic MAML, Section 6): between them
// lies no function of the family, so a launch model that fits their average is far from all of them.
import { number } from '../../experiment/fields/kinds.ts';
import { countOrContinuum, noise, sharedSet, taskCount } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

/** Inputs x are uniform in this range. */
export const DOMAIN = [-5, 5] as const;

/** Which kinds of function the agent's part of the mixture holds: the first agents see the lines. */
function kindsOf(lineShare: number, agent: number, agents: number): string {
  if ((agent + 1) / agents <= lineShare) return 'lines';
  return agent / agents >= lineShare ? 'steps' : 'lines and steps';
}

export const stepsAndLines = family({
  label: 'Steps and lines',
  problem: 'regression',
  options: {
    lineShare: number({
      key: 'lineshare',
      label: 'Share of lines',
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.05,
      help: 'Probability that a task is a line; the others are steps.',
    }),
    slopeMax: number({
      key: 'slope',
      label: 'Steepest slope',
      default: 1,
      min: 0,
      max: 3,
      step: 0.1,
      help: 'Slopes of lines are drawn evenly between minus and plus this value.',
    }),
    jumpMax: number({
      key: 'jump',
      label: 'Largest jump',
      default: 6,
      min: 0,
      max: 10,
      step: 0.1,
      help: 'Jumps of steps are drawn evenly between minus and plus this value.',
    }),
    offsetMax: number({
      key: 'offset',
      label: 'Largest offset',
      default: 1,
      min: 0,
      max: 5,
      step: 0.1,
      help: 'Both kinds are moved up or down by up to this value, drawn evenly.',
    }),
    noise,
    taskCount,
  },
  // Found by short sweeps over α, N and β (test loss after 4,000 iterations): with one step MAML ends at 0.65, with five
  // at 0.31, FO-MAML at 0.34; joint training stays at 1.0, where the average function is.
  defaults: { lanes: ['maml', 'fo-maml', 'joint'], settings: { alpha: 0.01, innerSteps: 5 } },
  refuses: { layers: null, cnn: 'A CNN needs images; steps and lines have one number as input.' },
  data: { kind: 'none' },
  taskCount: countOrContinuum,
  agentName: ({ lineShare }, agent, agents, taskCount) =>
    taskCount > 0 ? sharedSet(taskCount, agent) : `agent ${agent + 1}: ${kindsOf(lineShare, agent, agents)}`,
  adaptation: { kind: 'curve', domain: DOMAIN },
});
