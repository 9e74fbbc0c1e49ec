// Option fields that several families read, and what most families say about tasks and agents.
import { flag, integer, number, text } from '../../experiment/fields/kinds.ts';

export const noise = number({
  key: 'noise',
  label: 'Noise',
  symbol: 'σ̃',
  default: 0,
  min: 0,
  max: 5,
  step: 0.05,
  help: 'Standard deviation of support targets (functions) or of gradients (quadratics).',
});

/** Tasks of a finite set, at most. */
export const MOST_TASKS = 10_000;

export const taskCount = integer({
  key: 'tasks',
  label: 'Number of tasks m',
  symbol: 'm',
  default: 0,
  min: 0,
  max: MOST_TASKS,
  sliderMax: 100,
  unit: 'tasks',
  help: 'Size of a finite task set; 0: a continuum (10 tasks where a lane weights tasks).',
});

export const ways = integer({
  key: 'ways',
  label: 'Ways',
  default: 5,
  min: 2,
  max: 20,
  unit: 'classes',
  help: 'Classes of a task.',
});

export const rotations = flag({
  key: 'rotations',
  label: 'Rotated classes',
  default: false,
  help: 'Rotations by 90° count as further classes (Santoro et al. 2016).',
});

export const imageSize = integer({
  key: 'size',
  label: 'Image size',
  default: 28,
  min: 14,
  max: 84,
  unit: 'pixels',
  help: 'Side of the images after resizing.',
});

export const dataset = text({
  key: 'dataset',
  label: 'Data set',
  default: '',
  pattern: /^\P{C}*$/u,
  maxLength: 100,
  help: 'Name of your own set in this browser, and what it holds.',
});

const WEIGHTED_TASKS = 10;

/** As many tasks as asked for; a continuum otherwise, or ten tasks where a lane's weights need a finite set. */
export function countOrContinuum(options: { readonly taskCount: number }, weighted: boolean): number {
  return options.taskCount || (weighted ? WEIGHTED_TASKS : 0);
}

/** Where all agents draw from one finite set. */
export function sharedSet(taskCount: number, agent: number): string {
  return `agent ${agent + 1}: all ${taskCount} tasks`;
}

/** Where all agents draw from the same distribution. */
export function numberedAgent(_options: unknown, agent: number): string {
  return `agent ${agent + 1}`;
}
