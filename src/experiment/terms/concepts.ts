// Words of the page that are no settings: what is trained, what the figures measure, what theory bounds.
import { COLLINS, FALLAH, FINN, JI, KAYAALP } from '../axes/papers.ts';
import type { Term } from './entry.ts';

const DEFINED = {
  launchModel: {
    name: 'Launch model',
    symbol: 'w',
    meaning:
      'The parameters from which every adaptation starts. It is what meta-training trains, and it is judged by what a few steps make of it.',
    larger: null,
    where: `${KAYAALP}, Section 1.1; ${FINN} calls it the initialization`,
  },
  task: {
    name: 'Task',
    symbol: '𝒯_i',
    meaning: 'One small learning problem with a few examples. Training tasks are many; a test task is new.',
    larger: null,
    where: `${FINN}, Section 2.1`,
  },
  supportSet: {
    name: 'Support set',
    symbol: 'f_i',
    meaning: 'The examples of a task that the model adapts on. Their loss is f.',
    larger: null,
    where: `${FALLAH}, eq. (4), batch D_in`,
  },
  querySet: {
    name: 'Query set',
    symbol: 'g_i',
    meaning: 'Other examples of the same task, on which the adapted model is judged. Their loss is g.',
    larger: null,
    where: `${FALLAH}, eq. (5), batch D_o`,
  },
  innerLoop: {
    name: 'Inner loop',
    symbol: 'w_0 … w_N',
    meaning: 'Adaptation to one task: N gradient steps of size α on its support set, from the launch model.',
    larger: null,
    where: `${FINN}, Algorithm 1; ${JI}, Section 2.1`,
  },
  outerLoop: {
    name: 'Outer loop',
    symbol: 'w ← w − βd',
    meaning:
      'Meta-training: one step of the launch model after each batch of tasks. One such step is an iteration.',
    larger: null,
    where: `${FINN}, Algorithm 1`,
  },
  metaLoss: {
    name: 'Meta-loss',
    symbol: 'F(w)',
    meaning: 'The loss after adaptation, on average over tasks: what MAML minimises.',
    larger: 'Worse: after its steps the model is further from the tasks.',
    where: `${FALLAH}, eq. (2)`,
  },
  metaGradient: {
    name: 'Meta-gradient',
    symbol: 'd_i',
    meaning:
      'The derivative of the query loss after adaptation with respect to the launch model. It passes back through every inner step.',
    larger: null,
    where: `${FALLAH}, eqs. (5) and (6)`,
  },
  hessianTerm: {
    name: 'Hessian term',
    symbol: 'αH_n v',
    meaning:
      'What each inner step takes off the gradient on its way back: v_n = v_{n+1} − αH_n v_{n+1}. H_n is the Hessian of the support loss at w_n.',
    larger: 'The further MAML and FO-MAML point apart.',
    where: `${FALLAH}, eq. (6); Pearlmutter 1994 for the product`,
  },
  gradientNorm: {
    name: 'Norm of the meta-gradient',
    symbol: '‖∇F‖',
    meaning:
      'The length of the exact meta-gradient: how much slope is left. At a minimiser of the meta-loss it is zero.',
    larger: 'Further from a stationary point.',
    where: `${FALLAH}, Definition 4.1`,
  },
  stall: {
    name: 'Stall of FO-MAML',
    symbol: 'O(ασ)',
    meaning:
      'Without the Hessian, training stops where the first-order direction is zero. There the true meta-gradient still has a length of the order of ασ.',
    larger: 'FO-MAML ends further from a minimiser of the meta-loss.',
    where: `${FALLAH}, Theorem 4.15 and Corollary 4.16`,
  },
  spreadOfTasks: {
    name: 'Spread of the tasks',
    symbol: 'σ',
    meaning: 'How much the tasks’ gradients differ from their average at the same parameters.',
    larger: 'Tasks are less alike; noise of the meta-gradient and the stall of FO-MAML grow.',
    where: `${FALLAH}, Assumption 4.5, eq. (12)`,
  },
  trainLoss: {
    name: 'Training loss',
    symbol: '',
    meaning:
      'Query loss after adaptation on the tasks of this iteration. It jumps because every iteration has other tasks.',
    larger: null,
    where: null,
  },
  testLoss: {
    name: 'Test loss',
    symbol: '',
    meaning:
      'Query loss after adaptation on the fixed test tasks, which are the same for every lane and iteration.',
    larger: null,
    where: null,
  },
  stepLoss: {
    name: 'Loss after each inner step',
    symbol: '',
    meaning:
      'Test loss before adapting and after 1, 2, … steps. A good launch model falls at once, however high it starts.',
    larger: null,
    where: `${FINN}, Figure 3`,
  },
  accuracy: {
    name: 'Accuracy',
    symbol: '',
    meaning: 'Which part of the query examples is classified rightly after adaptation.',
    larger: 'Better; guessing gives 1 divided by the ways.',
    where: null,
  },
  worstTask: {
    name: 'Worst task',
    symbol: 'max_i',
    meaning: 'The task with the largest loss (or lowest accuracy) after adaptation. A good mean can hide it.',
    larger: null,
    where: `${COLLINS}, Section 3`,
  },
  taskWeights: {
    name: 'Task weights',
    symbol: 'p',
    meaning:
      'How much each task counts in a min-max lane: numbers that are not negative and add up to 1. They climb where the loss is high.',
    larger: 'That task decides more of what is learnt.',
    where: `${COLLINS}, eqs. (9) and (11)`,
  },
  simplex: {
    name: 'Simplex',
    symbol: 'Δ',
    meaning:
      'All weights that are not negative and add up to 1. After each step p is put back to the nearest point of it.',
    larger: null,
    where: `${COLLINS}, eq. (11)`,
  },
  combinationMatrix: {
    name: 'Combination matrix',
    symbol: 'a_lk',
    meaning:
      'How much agent k takes of agent l’s model when they combine. Rows and columns add up to 1; agents without a link have 0.',
    larger: null,
    where: `${KAYAALP}, eqs. (6b) and (15); Xiao and Boyd 2004 for Metropolis weights`,
  },
  mixingRate: {
    name: 'Mixing rate',
    symbol: 'λ₂',
    meaning:
      'How much of their disagreement is left after one combination: 0 on a full graph, 1 where a part is cut off.',
    larger: 'Agents agree more slowly and stay further apart.',
    where: `${KAYAALP}, Theorem 1`,
  },
  centroid: {
    name: 'Centroid',
    symbol: 'w̄',
    meaning: 'The average of the agents’ launch models.',
    larger: null,
    where: `${KAYAALP}, Section 3.3`,
  },
  disagreement: {
    name: 'Disagreement',
    symbol: '(1/K_a)Σ‖w_k − w̄‖²',
    meaning: 'Mean squared distance of the agents’ launch models from their average.',
    larger: 'The agents know less of each other’s tasks.',
    where: `${KAYAALP}, Theorem 1, eq. (23)`,
  },
  agreementTime: {
    name: 'Agreement time',
    symbol: '3·log μ/log λ₂',
    meaning: 'The iteration from which Theorem 1 bounds the disagreement.',
    larger: 'Agreement comes later: the graph mixes slowly or the step is small.',
    where: `${KAYAALP}, Theorem 1, eq. (24)`,
  },
  curvatureError: {
    name: 'Curvature error',
    symbol: '',
    meaning:
      'How far an estimated second-order term is from the exact one, divided by the length of the exact one.',
    larger: 'HF-MAML or iMAML follows a direction further from MAML’s.',
    where: `${FALLAH}, Section 3, eq. (9)`,
  },
  gradientEvaluations: {
    name: 'Gradient evaluations',
    symbol: '',
    meaning:
      'How many gradients of one task’s loss an iteration takes: a fair currency where iterations cost differently. Hessian products are counted beside.',
    larger: 'An iteration costs more.',
    where: `${JI}, Table 2`,
  },
  landscape: {
    name: 'Loss landscape',
    symbol: '',
    meaning:
      'Lines of equal meta-loss in a plane of parameters, with the way that each launch model has gone.',
    larger: null,
    where: `${FALLAH}, Figure 1`,
  },
  restingPoint: {
    name: 'Resting point',
    symbol: '',
    meaning: 'Where a lane’s update is zero. For quadratics it is known in closed form.',
    larger: null,
    where: `${FALLAH}, Figure 1 and Theorem 4.15`,
  },
  cosine: {
    name: 'Cosine',
    symbol: 'cos',
    meaning: 'Whether two vectors point the same way: 1 the same, 0 at a right angle, −1 opposite.',
    larger: 'The directions are more alike.',
    where: null,
  },
  lane: {
    name: 'Lane',
    symbol: '',
    meaning: 'One algorithm in the comparison, with its own launch model and colour.',
    larger: null,
    where: null,
  },
  diverged: {
    name: 'Diverged',
    symbol: '',
    meaning:
      'The lane’s numbers grew beyond bounds, most often because a step size is too large. It stops; the others go on.',
    larger: null,
    where: null,
  },
} satisfies Readonly<Record<string, Term>>;

export type ConceptId = keyof typeof DEFINED;
export const CONCEPTS: Readonly<Record<ConceptId, Term>> = DEFINED;
export const CONCEPT_IDS = Object.keys(DEFINED) as readonly ConceptId[];
