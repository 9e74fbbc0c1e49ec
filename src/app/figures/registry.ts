// All figures. Their order is the menu's and, within a group, that of the default page.
import { accuracy } from './accuracy/definition.ts';
import { adaptation } from './adaptation/definition.ts';
import { agentNetwork } from './agentNetwork/definition.ts';
import { anatomy } from './anatomy/definition.ts';
import { curvatureError } from './curvatureError/definition.ts';
import { disagreement } from './disagreement/definition.ts';
import type { FigureDefinition } from './frame/figure.ts';
import { gradientNorm } from './gradientNorm/definition.ts';
import { landscape } from './landscape/definition.ts';
import { metaLoss } from './metaLoss/definition.ts';
import { outputs } from './outputs/definition.ts';
import { rule } from './rule/definition.ts';
import { stepLoss } from './stepLoss/definition.ts';
import { taskWeights } from './taskWeights/definition.ts';
import { worstMean } from './worstMean/definition.ts';

export const FIGURES: readonly FigureDefinition[] = [
  adaptation,
  metaLoss,
  stepLoss,
  gradientNorm,
  accuracy,
  taskWeights,
  worstMean,
  agentNetwork,
  disagreement,
  landscape,
  curvatureError,
  outputs,
  rule,
  anatomy,
];
