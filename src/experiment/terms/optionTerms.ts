// What every option of a task family means.
import type { OptionField } from '../../tasks/families.ts';
import { COLLINS, COLLINS_2020, FALLAH, FINN } from '../axes/papers.ts';
import type { Explanation } from './entry.ts';

const SINUSOIDS = `${FINN}, Section 5.1`;
const MIXTURE = 'Finn, Xu and Levine 2018, mixtures of functions';

export const OPTION_TERMS: Readonly<Record<OptionField, Explanation>> = {
  amplitudeMin: {
    meaning: 'The lowest height of the sine curves a·sin(x + φ) that tasks are drawn from.',
    larger: 'Flat curves disappear, and the average task gets harder.',
    where: SINUSOIDS,
  },
  amplitudeMax: {
    meaning: 'The greatest height of the sine curves that tasks are drawn from.',
    larger: 'Tasks differ more and losses grow with the square of the height.',
    where: SINUSOIDS,
  },
  phaseMin: {
    meaning: 'The smallest shift φ of the sine curves along x.',
    larger: 'A narrower range of shifts: tasks are more alike.',
    where: SINUSOIDS,
  },
  phaseMax: {
    meaning: 'The greatest shift φ of the sine curves along x.',
    larger: 'Tasks differ more. At 2π their average is zero everywhere, and joint training learns nothing.',
    where: SINUSOIDS,
  },
  noise: {
    meaning:
      'Random error of what the learner sees: of support targets for functions, of gradients for quadratics. Test queries are free of it.',
    larger: 'Adaptation is misled more, and no lane can reach as low a loss.',
    where: `${FALLAH}, Assumption 4.6, σ̃`,
  },
  taskCount: {
    meaning: 'How many different tasks there are. At 0 every draw is a new task.',
    larger: 'Less is seen twice; weights p spread over more tasks.',
    where: `${COLLINS}, Section 3 (m tasks)`,
  },
  bands: {
    meaning:
      'Makes each task a narrow band of amplitudes, so that some kinds of task can be rare. The min-max lanes weight bands.',
    larger: null,
    where: `${COLLINS_2020}, sinusoid regression`,
  },
  testBands: {
    meaning:
      'How many even bands over all amplitudes the lanes are tested on, so that the worst one can be found.',
    larger: 'Narrower bands: the worst one is more extreme.',
    where: `${COLLINS_2020}, sinusoid regression`,
  },
  lineShare: {
    meaning: 'Which part of the tasks are straight lines; the others are steps.',
    larger: 'More lines. At 0 and 1 there is one kind of function only.',
    where: MIXTURE,
  },
  slopeMax: {
    meaning: 'How steep the lines may be, up or down.',
    larger: 'Lines differ more from each other.',
    where: MIXTURE,
  },
  jumpMax: {
    meaning: 'How high the steps may be, up or down.',
    larger: 'Steps differ more from each other and from lines.',
    where: MIXTURE,
  },
  offsetMax: {
    meaning: 'How far lines and steps may be moved up or down.',
    larger: 'Tasks differ more.',
    where: MIXTURE,
  },
  dimensions: {
    meaning: 'How many numbers w has. In the quadratics w itself is the model.',
    larger: 'The landscape is drawn in a plane through more directions, and an iteration costs more.',
    where: null,
  },
  condition: {
    meaning: 'How many times steeper a task’s bowl is in its steepest direction than in its flattest.',
    larger: 'Long narrow valleys: one step size no longer suits all directions.',
    where: null,
  },
  spread: {
    meaning: 'How far apart the tasks’ best points lie.',
    larger:
      'Tasks disagree more: their gradients vary more (σ), and FO-MAML stops further from the minimiser.',
    where: `${FALLAH}, Assumption 4.5 (σ)`,
  },
  quadratic: {
    meaning:
      'Quadratic bowls drawn from the seed, or three fixed ones after Fallah et al.’s Figure 1: one hard task and two easy ones.',
    larger: null,
    where: `${FALLAH}, Figure 1`,
  },
  optima: {
    meaning:
      'Your own quadratic tasks: best point, angle and two curvatures of each. Dragging them in the landscape writes this.',
    larger: null,
    where: null,
  },
  ways: {
    meaning: 'How many classes a task has to tell apart.',
    larger: 'Harder tasks: guessing is right 1 in “ways” times.',
    where: `${FINN}, Section 5.2: N-way classification`,
  },
  difficulty: {
    meaning: 'How unsteady the handwriting of the drawn characters is.',
    larger: 'Characters of one class look less alike.',
    where: null,
  },
  rotations: {
    meaning: 'Whether a character turned by a quarter counts as another class.',
    larger: null,
    where: 'Santoro et al. 2016',
  },
  classPairs: {
    meaning: 'The pairs of classes that make up the binary tasks, each with both labellings.',
    larger: null,
    where: `${COLLINS}, Section 6`,
  },
  imageSize: {
    meaning: 'Side length that images are brought to.',
    larger: 'More detail and more work: cost grows with the square.',
    where: null,
  },
  dataset: {
    meaning: 'Which of your own data sets is trained on. It stays in this browser.',
    larger: null,
    where: null,
  },
};
