// How a run is looked at, as far as a link says it: the fields of the page's view beside those of the experiment.
// Nothing of it changes what is trained.
import {
  choice,
  defaultsOf,
  type Field,
  flag,
  integer,
  number,
  text,
  type ValuesOf,
} from './fields/kinds.ts';

/** Characters of the user's own task in a link, at most. */
export const LONGEST_OWN_TASK = 4000;

export const viewFields = {
  /** Lane whose rule, landscape, weights and network are shown. */
  lane: integer({
    key: 'lane',
    label: 'Selected lane',
    default: 0,
    min: 0,
    max: 7,
    help: 'Lane whose rule, landscape and weights are shown; counted from 0.',
  }),
  /** What training has taken until then, of one seed; entries as Ji et al. 2022, Table 2, count them. */
  xAxis: choice(
    {
      iterations: 'iterations',
      seconds: 'seconds',
      'gradient-evaluations': 'gradient evaluations',
      'hessian-products': 'Hessian-vector products',
      'gradient-entries': 'gradient entries (Table 2)',
      'second-order-entries': 'second-order entries (Table 2)',
    },
    { key: 'x', label: 'Horizontal axis', default: 'iterations', help: 'What the curves are drawn over.' },
  ),
  logY: flag({ key: 'log', label: 'Log scale', default: true, help: 'Whether losses are on a log scale.' }),
  curves: choice(
    { both: 'test and train', test: 'test only', train: 'train only' },
    { key: 'curves', label: 'Curves', default: 'both', help: 'Which losses are drawn.' },
  ),
  /** Weight of the past in the drawn average. */
  smoothing: number({
    key: 'average',
    label: 'Smoothing',
    default: 0,
    min: 0,
    max: 0.99,
    step: 0.01,
    help: 'Weight of the past in the drawn average.',
  }),
  ruleValues: flag({ key: 'values', label: 'Values', default: false, help: 'Numbers in the rule.' }),
  /** Inner steps after which the adaptation is shown; −1: each lane's N. */
  innerStep: integer({
    key: 'fit',
    label: 'Inner step',
    default: -1,
    min: -1,
    max: 100,
    unit: 'steps',
    help: 'Inner steps after which the adaptation is shown; −1: the N of each lane.',
  }),
  /** Iteration that the adaptation is held at; −1: it follows the training. */
  heldAt: integer({
    key: 'time',
    label: 'Training time',
    default: -1,
    min: -1,
    max: 1_000_000,
    unit: 'iterations',
    help: 'Iteration that the adaptation is held at; −1: it follows the training.',
  }),
  /** Number of the drawn task that the adaptation shows. */
  shownTask: integer({
    key: 'shown',
    label: 'Shown task',
    default: 0,
    min: 0,
    max: 1_000_000,
    help: 'Number of the drawn task that the adaptation shows.',
  }),
  /** The user's own task: points "x,y;x,y", or packed images; empty: none. */
  ownTask: text({
    key: 'own',
    label: 'Own task',
    default: '',
    pattern: /^[\w.,;~+-]*$/,
    maxLength: LONGEST_OWN_TASK,
    help: 'Points x,y;x,y of an own task, or its images, packed.',
  }),
  pads: flag({ key: 'pads', label: 'Drawing pads', default: false, help: 'Pads to draw on are shown.' }),
  plane: choice(
    {
      training: 'along training',
      random: 'random plane',
      tasks: 'through two tasks',
      lanes: 'through three lanes',
    },
    { key: 'plane', label: 'Plane', default: 'training', help: 'Plane of the loss landscape.' },
  ),
  /** Counts the random planes that were asked for. */
  turn: integer({
    key: 'turn',
    label: 'Directions',
    default: 0,
    min: 0,
    max: 10_000,
    help: 'Number of the random plane.',
  }),
  zoom: number({
    key: 'zoom',
    label: 'Zoom',
    default: 1,
    min: 1 / 16,
    max: 16,
    scale: 'log',
    step: 0.1,
    help: 'Width of the landscape; 1: as wide as its models.',
  }),
  worstBy: choice(
    { tasks: 'by task', time: 'over time' },
    { key: 'worst', label: 'Worst and mean by', default: 'tasks', help: 'Losses by task, or over time.' },
  ),
  worstMeasure: choice(
    { loss: 'loss', accuracy: 'accuracy' },
    { key: 'measure', label: 'Measure', default: 'loss', help: 'What worst and mean are of.' },
  ),
  weightsOf: choice(
    { now: 'p', average: 'average T1', random: 'random T2' },
    { key: 'weights', label: 'Weights', default: 'now', help: 'Which task weights are drawn.' },
  ),
  outputsOf: choice(
    { mean: 'mean', worst: 'worst task' },
    { key: 'outputs', label: 'Outputs of', default: 'mean', help: 'Mean over tasks, or the worst one.' },
  ),
  /** Task and step of the iteration that is taken apart. */
  anatomyRow: integer({
    key: 'part',
    label: 'Task taken apart',
    default: 0,
    min: 0,
    max: 10_000,
    help: 'Task of the iteration that is taken apart; counted from 0.',
  }),
  anatomyStep: integer({
    key: 'walk',
    label: 'Step of the walk',
    default: 0,
    min: 0,
    max: 10_000,
    help: 'Where the walk through an iteration stands.',
  }),
  lecture: flag({ key: 'lecture', label: 'Lecture mode', default: false, help: 'Larger text and strokes.' }),
};

export type ViewField = keyof typeof viewFields;
export type LinkView = Readonly<ValuesOf<typeof viewFields>>;

export const VIEW_FIELDS: Readonly<Record<ViewField, Field>> = viewFields;
export const VIEW_NAMES = Object.keys(viewFields) as readonly ViewField[];
export const defaultView: LinkView = defaultsOf(viewFields);

const BY_KEY = new Map<string, ViewField>(VIEW_NAMES.map((name) => [VIEW_FIELDS[name].key, name]));

/** The field of the view with a link key, or undefined. Case does not matter. */
export function viewFieldOfKey(key: string): ViewField | undefined {
  return BY_KEY.get(key.toLowerCase());
}
