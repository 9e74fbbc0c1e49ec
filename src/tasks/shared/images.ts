// What families of images have in common: few examples per class, small networks, pads to draw on.
import type { DrawingStyle, FamilyDefaults } from './spec.ts';

/**
 * Few-shot classification with a small MLP: five ways, one shot, steps that a model without batch norm bears. Found by
 * short sweeps over α, N, β and η_p: the accuracy rises within a few hundred iterations, FO-MAML learns too, and on
 * weighted glyphs the worst task of DA-MAML is better than MAML's. A δ of 0.001 is lost in the rounding of 55,000
 * weights: at 0.01 the error of the Hessian-free product is three times smaller.
 */
export const FEW_SHOT = {
  model: { kind: 'mlp', hidden: [64, 64], activation: 'relu' },
  shots: 1,
  queries: 5,
  evalTasks: 50,
  settings: { alpha: 0.05, innerSteps: 3, beta: 0.003, delta: 0.01, batch: 8, etaP: 0.1 },
} as const satisfies FamilyDefaults<unknown>;

/** A figure of 28 × 28 pixels filled to 20, as MNIST was made. */
export const DIGIT_DRAWING: DrawingStyle = { pen: 0.085, fit: { extent: 20 / 28, centre: 'mass' } };

/** Classification of images by any model. Ten shots at most: real classes hold few (Omniglot has 20 drawings each). */
export const IMAGE_CLASSES = {
  problem: 'classification',
  exampleRanges: { shots: { min: 1, max: 10 }, queries: { min: 1, max: 20 } },
  refuses: { layers: null, cnn: null },
} as const;
