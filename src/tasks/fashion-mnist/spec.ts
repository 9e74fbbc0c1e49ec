// Fashion-MNIST's ten garments as few-shot classification.
import { FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, numberedAgent, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const fashionMnist = family({
  ...IMAGE_CLASSES,
  label: 'Fashion-MNIST',
  options: { taskCount, ways },
  defaults: FEW_SHOT,
  data: { kind: 'set', name: 'fashion-mnist' },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: null },
});
