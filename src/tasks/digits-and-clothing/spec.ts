// The eight binary tasks of Collins et al. 2022, Section 6: pairs of MNIST digits and of Fashion-MNIST garments.
import { text } from '../../experiment/fields/kinds.ts';
import { DIGIT_DRAWING, IMAGE_CLASSES } from '../shared/images.ts';
import { numberedAgent } from '../shared/options.ts';
import { family } from '../shared/spec.ts';
import { CLASS_PAIRS, parseClassPairs } from './pairs.ts';

export const digitsAndClothing = family({
  ...IMAGE_CLASSES,
  label: 'Digits and clothing',
  options: {
    classPairs: text({
      key: 'classes',
      label: 'Class pairs',
      default: 'm0-1,m2-3,m4-9,f2-4',
      pattern: CLASS_PAIRS,
      maxLength: 100,
      help: 'Binary tasks, each in both labelings: m MNIST, f Fashion-MNIST, for example m0-1,f2-4.',
    }),
  },
  // Five shots, a two-layer tanh network, C = 3 tasks per iteration. Widths and step sizes are not given there.
  defaults: {
    model: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
    shots: 5,
    queries: 5,
    lanes: ['maml', 'da-maml'],
    evalTasks: 80,
    options: { ways: 2 },
    settings: { alpha: 0.1, innerSteps: 1, batch: 3 },
  },
  data: {
    kind: 'sets',
    names: ({ classPairs }) => [...new Set(parseClassPairs(classPairs).map((pair) => pair.set))],
  },
  taskCount: ({ classPairs }) => 2 * classPairs.split(',').length,
  agentName: numberedAgent,
  adaptation: { kind: 'images', drawing: () => DIGIT_DRAWING },
});
