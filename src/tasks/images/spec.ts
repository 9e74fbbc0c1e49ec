// The user's own folders of images.
import { FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, dataset, imageSize, numberedAgent, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const images = family({
  ...IMAGE_CLASSES,
  label: 'Your images',
  options: {
    taskCount,
    ways,
    imageSize,
    dataset,
  },
  defaults: FEW_SHOT,
  data: { kind: 'own', name: ({ dataset }) => dataset },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: null },
});
