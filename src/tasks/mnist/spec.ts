// MNIST's ten digits as few-shot classification.
import { DIGIT_DRAWING, FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, numberedAgent, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const mnist = family({
  ...IMAGE_CLASSES,
  label: 'MNIST',
  options: { taskCount, ways },
  defaults: FEW_SHOT,
  data: { kind: 'set', name: 'mnist' },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: () => DIGIT_DRAWING },
});
