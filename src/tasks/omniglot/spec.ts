// Omniglot (Lake et al. 2015): 1,623 characters of 50 alphabets, 20 drawings each.
import { FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, imageSize, numberedAgent, rotations, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const omniglot = family({
  ...IMAGE_CLASSES,
  label: 'Omniglot',
  options: { taskCount, ways, rotations, imageSize },
  // Santoro et al. 2016: characters turned by 90° are further classes. The few alphabets of the small files need them.
  defaults: { ...FEW_SHOT, options: { rotations: true } },
  data: { kind: 'set', name: 'omniglot' },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: {
    kind: 'images',
    // Drawn with a fine pen and made smaller: the blur of the pixels adds to its width.
    drawing: (side) => ({ pen: Math.hypot(0.045, 0.85 / side), fit: { extent: 0.67, centre: 'box' } }),
  },
});
