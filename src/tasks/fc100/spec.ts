// FC100 (Oreshkin et al. 2018): CIFAR-100 split by superclasses.
import { IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, numberedAgent, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const fc100 = family({
  ...IMAGE_CLASSES,
  label: 'CIFAR (FC100)',
  aliases: ['cifar-fs'],
  options: { taskCount, ways },
  // A CNN runs op by op, so fewer tasks and lanes keep it moving. Batch norm bears larger steps.
  defaults: {
    model: { kind: 'cnn', filters: [16, 16, 16], hidden: [] },
    shots: 1,
    queries: 5,
    lanes: ['maml', 'anil'],
    evalEvery: 50,
    evalTasks: 20,
    settings: { alpha: 0.05, innerSteps: 1, batch: 4 },
  },
  data: { kind: 'set', name: 'cifar-fs' },
  imageSide: 32,
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: null },
});
