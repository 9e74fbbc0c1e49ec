// Quadratics f_i(w) = ½ (w − c_i)ᵀ A_i (w − c_i): w itself is the model, and everything has a closed form.
import { choice, integer, LOG, number, text } from '../../experiment/fields/kinds.ts';
import { noise, numberedAgent, taskCount } from '../shared/options.ts';
import { family } from '../shared/spec.ts';
import { OWN_QUADRATICS, parseOwnQuadratics } from './own.ts';

const NO_LAYERS = 'In the quadratics w itself is the model; there are no layers to choose.';
const TASKS = 3;

export const quadratics = family({
  label: 'Quadratics',
  problem: 'quadratic',
  options: {
    noise,
    taskCount,
    dimensions: integer({
      key: 'dim',
      label: 'Dimensions d',
      symbol: 'd',
      default: 2,
      min: 2,
      max: 20,
      help: 'Dimension of w.',
    }),
    condition: number({
      key: 'cond',
      label: 'Condition number κ',
      symbol: 'κ',
      default: 10,
      min: 1,
      max: 1000,
      ...LOG,
      help: 'Largest ratio of a task’s curvatures: 1 easy, 1000 a long valley.',
    }),
    spread: number({
      key: 'spread',
      label: 'Spread of optima',
      default: 2,
      min: 0,
      max: 10,
      step: 0.1,
      help: 'Standard deviation of the tasks’ optima.',
    }),
    quadratic: choice(
      { random: 'Random', 'figure-1': 'Fallah et al., Figure 1' },
      {
        key: 'quadratic',
        label: 'Quadratic tasks',
        default: 'random',
        help: 'Drawn from the seed, or three fixed tasks.',
      },
    ),
    optima: text({
      key: 'optima',
      label: 'Own tasks',
      default: '',
      pattern: OWN_QUADRATICS,
      maxLength: 800,
      help: 'Per task x, y, angle in degrees and two curvatures, tasks separated by a semicolon; drag them in the landscape.',
    }),
  },
  // Fallah et al. 2020, Figure 1: three tasks in the plane, two inner steps; curvatures reach 1. Outer SGD, so
  // that the paths stop exactly where the closed forms say.
  defaults: {
    model: { kind: 'mlp', hidden: [], activation: 'identity' },
    lanes: ['maml', 'fo-maml', 'joint'],
    evalTasks: 30,
    options: { quadratic: 'figure-1', taskCount: TASKS },
    settings: { alpha: 0.8, innerSteps: 2, beta: 0.5, optimizer: 'sgd' },
  },
  refuses: { layers: NO_LAYERS, cnn: NO_LAYERS },
  data: { kind: 'none' },
  taskCount({ optima, quadratic, taskCount }) {
    if (optima) return parseOwnQuadratics(optima).length;
    return quadratic === 'figure-1' ? TASKS : taskCount || TASKS;
  },
  agentName: numberedAgent,
  adaptation: { kind: 'none' },
  // The Hessian of a quadratic is constant. Drawn tasks and those of Figure 1 have 1 as their largest curvature.
  constants: ({ optima }) => ({
    smoothness: optima ? Math.max(...parseOwnQuadratics(optima).flatMap((task) => task.curvatures)) : 1,
    hessianLipschitz: 0,
  }),
});
