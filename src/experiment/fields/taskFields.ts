// The options of the task families; each family reads the ones that name it.

import { TASK_FAMILIES, type TaskFamilyId } from '../../tasks/familyIds.ts';
import { OWN_QUADRATICS } from '../../tasks/quadratics/own.ts';
import { choice, flag, integer, LOG, number, text, type ValuesOf } from './kinds.ts';

const SINUSOID: readonly TaskFamilyId[] = ['sinusoid'];
const QUADRATICS: readonly TaskFamilyId[] = ['quadratics'];
const IMAGES = TASK_FAMILIES.filter((family) => family !== 'sinusoid' && family !== 'quadratics');
const WAYS = IMAGES.filter((family) => family !== 'digits-and-clothing');

export const optionFields = {
  /** Sinusoid y = a·sin(x + φ): the range of amplitudes. */
  amplitudeMin: number({
    key: 'amin',
    label: 'Smallest amplitude',
    default: 0.1,
    min: 0,
    max: 10,
    step: 0.1,
    families: SINUSOID,
    help: 'Amplitudes are drawn evenly between smallest and largest.',
  }),
  amplitudeMax: number({
    key: 'amax',
    label: 'Largest amplitude',
    default: 5,
    min: 0,
    max: 10,
    step: 0.1,
    families: SINUSOID,
    help: 'Amplitudes are drawn evenly between smallest and largest.',
  }),
  /** The range of phases, radians. */
  phaseMin: number({
    key: 'phmin',
    label: 'Smallest phase',
    default: 0,
    min: -6.283185307179586,
    max: 6.283185307179586,
    step: 0.05,
    unit: 'rad',
    families: SINUSOID,
    help: 'Phases are drawn evenly between smallest and largest.',
  }),
  phaseMax: number({
    key: 'phmax',
    label: 'Largest phase',
    default: Math.PI,
    min: -6.283185307179586,
    max: 6.283185307179586,
    step: 0.05,
    unit: 'rad',
    families: SINUSOID,
    help: 'Phases are drawn evenly between smallest and largest.',
  }),
  /** Standard deviation of the noise on support targets. */
  noise: number({
    key: 'noise',
    label: 'Noise',
    default: 0,
    symbol: 'σ̃',
    min: 0,
    max: 5,
    step: 0.05,
    families: [...SINUSOID, ...QUADRATICS],
    help: 'Standard deviation of support targets (sinusoid) or of gradients (quadratics).',
  }),
  /** Size m of a finite task set; 0: a continuum, or 10 where a lane weights tasks. Quadratics: their number. */
  taskCount: integer({
    key: 'tasks',
    label: 'Number of tasks m',
    default: 0,
    symbol: 'm',
    min: 0,
    max: 100,
    unit: 'tasks',
    families: TASK_FAMILIES.filter((family) => family !== 'digits-and-clothing'),
    help: 'Size of a finite task set; 0: a continuum (10 tasks where a lane weights tasks).',
  }),
  /** Quadratics: dimensions d. */
  dimensions: integer({
    key: 'dim',
    label: 'Dimensions d',
    default: 2,
    symbol: 'd',
    min: 2,
    max: 20,
    families: QUADRATICS,
    help: 'Dimension of w.',
  }),
  /** Quadratics: largest condition number. */
  condition: number({
    key: 'cond',
    label: 'Condition number κ',
    default: 10,
    symbol: 'κ',
    min: 1,
    max: 1000,
    ...LOG,
    families: QUADRATICS,
    help: 'Largest ratio of a task’s curvatures: 1 easy, 1000 a long valley.',
  }),
  /** Quadratics: spread of the optima. */
  spread: number({
    key: 'spread',
    label: 'Spread of optima',
    default: 2,
    min: 0,
    max: 10,
    step: 0.1,
    families: QUADRATICS,
    help: 'Standard deviation of the tasks’ optima.',
  }),
  /** Quadratics: `random`, or the three-task setting of Fallah et al.'s Figure 1. */
  quadratic: choice(
    { random: 'Random', 'figure-1': 'Fallah et al., Figure 1' },
    {
      key: 'quadratic',
      label: 'Quadratic tasks',
      default: 'random',
      families: QUADRATICS,
      help: 'Drawn from the seed, or three fixed tasks.',
    },
  ),
  /** Quadratics: the user's own tasks in the plane (`tasks/quadratics/own.ts`); empty: as `quadratic` says. */
  optima: text({
    key: 'optima',
    label: 'Own tasks',
    default: '',
    families: QUADRATICS,
    pattern: OWN_QUADRATICS,
    maxLength: 800,
    help: 'Per task x, y, angle in degrees and two curvatures, tasks separated by a semicolon; drag them in the landscape.',
  }),
  /** Classification: classes per task. Shots count examples per class. */
  ways: integer({
    key: 'ways',
    label: 'Ways',
    default: 5,
    min: 2,
    max: 20,
    unit: 'classes',
    families: WAYS,
    help: 'Classes of a task.',
  }),
  /** Glyphs: 0 easy … 1 hard. */
  difficulty: number({
    key: 'difficulty',
    label: 'Difficulty',
    default: 0.3,
    min: 0,
    max: 1,
    step: 0.05,
    families: ['glyphs'],
    help: '0: neat handwriting, 1: hard to read.',
  }),
  /** Rotations by 90° as extra classes (glyphs, Omniglot). */
  rotations: flag({
    key: 'rotations',
    label: 'Rotated classes',
    default: false,
    families: ['glyphs', 'omniglot'],
    help: 'Rotations by 90° count as further classes (Santoro et al. 2016).',
  }),
  /** Digits and clothing: class pairs, for example "m0-1,m2-3,m4-9,f2-4" (m MNIST, f Fashion-MNIST). */
  classPairs: text({
    key: 'classes',
    label: 'Class pairs',
    default: 'm0-1,m2-3,m4-9,f2-4',
    families: ['digits-and-clothing'],
    pattern: /^[mf]\d-\d(,[mf]\d-\d){0,19}$/,
    maxLength: 100,
    help: 'Binary tasks, each in both labelings: m MNIST, f Fashion-MNIST, for example m0-1,f2-4.',
  }),
  /** Side of images after resizing, pixels (Omniglot and folders of images). */
  imageSize: integer({
    key: 'size',
    label: 'Image size',
    default: 28,
    min: 14,
    max: 84,
    unit: 'pixels',
    families: ['omniglot', 'images'],
    help: 'Side of the images after resizing.',
  }),
  /** Name of the user's own image set in the browser's store (family `images`). */
  dataset: text({
    key: 'dataset',
    label: 'Image set',
    default: '',
    families: ['images'],
    pattern: /^\P{C}*$/u,
    maxLength: 100,
    help: 'Name of your own image set in this browser.',
  }),
};

export type OptionField = keyof typeof optionFields;
export type TaskOptions = ValuesOf<typeof optionFields>;

/** Options that are the ends of a range, and what lies in it. */
export const OPTION_RANGES = [
  { low: 'amplitudeMin', high: 'amplitudeMax', plural: 'Amplitudes' },
  { low: 'phaseMin', high: 'phaseMax', plural: 'Phases' },
] as const satisfies readonly { low: OptionField; high: OptionField; plural: string }[];
