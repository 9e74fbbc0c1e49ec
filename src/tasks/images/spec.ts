// The user's own folders of images.
import { text } from '../../experiment/fields/kinds.ts';
import { FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, imageSize, numberedAgent, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const images = family({
  ...IMAGE_CLASSES,
  label: 'Your images',
  options: {
    taskCount,
    ways,
    imageSize,
    dataset: text({
      key: 'dataset',
      label: 'Image set',
      default: '',
      pattern: /^\P{C}*$/u,
      maxLength: 100,
      help: 'Name of your own image set in this browser.',
    }),
  },
  defaults: FEW_SHOT,
  data: { kind: 'own', name: ({ dataset }) => dataset },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: null },
});
