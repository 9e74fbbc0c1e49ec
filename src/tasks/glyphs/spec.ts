// Glyphs: characters of invented alphabets, drawn by a seeded stroke model; few-shot classification without a download.
import { number } from '../../experiment/fields/kinds.ts';
import { FEW_SHOT, IMAGE_CLASSES } from '../shared/images.ts';
import { countOrContinuum, numberedAgent, rotations, taskCount, ways } from '../shared/options.ts';
import { family } from '../shared/spec.ts';

export const glyphs = family({
  ...IMAGE_CLASSES,
  label: 'Glyphs',
  options: {
    taskCount,
    ways,
    difficulty: number({
      key: 'difficulty',
      label: 'Difficulty',
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.05,
      help: '0: neat handwriting, 1: hard to read.',
    }),
    rotations,
  },
  // A slower launch model: finite sets of glyphs have few drawings to learn from.
  defaults: { ...FEW_SHOT, settings: { ...FEW_SHOT.settings, beta: 0.001 } },
  data: { kind: 'none' },
  taskCount: countOrContinuum,
  agentName: numberedAgent,
  adaptation: {
    kind: 'images',
    drawing: (side, { difficulty }) => ({
      pen: (1.8 + 0.37 * difficulty) / side,
      fit: { extent: 0.77, centre: 'box' },
    }),
  },
});
