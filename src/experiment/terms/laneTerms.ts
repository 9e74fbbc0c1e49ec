// What every setting of a lane means. Name, symbol, range and one line of help are the field's own declaration.
import type { LaneField } from '../axes/laneFields.ts';
import { COLLINS, FALLAH, FINN, JI, KAYAALP, RAJESWARAN } from '../axes/papers.ts';
import type { Explanation } from './entry.ts';

export const LANE_TERMS: Readonly<Record<LaneField, Explanation>> = {
  alpha: {
    meaning:
      'How far one gradient step moves the model when it adapts to a task: w′ = w − α∇f(w). The same α is used for training and on test tasks.',
    larger:
      'Adaptation reaches further, and the Hessian term αH counts for more; beyond about 1/L a step overshoots and the lane may diverge.',
    where: `${FINN}, eq. (1); ${FALLAH}, eq. (4), with α ≤ 1/(6L) in Theorem 4.12`,
  },
  innerSteps: {
    meaning: 'How many gradient steps the model takes on a task’s support set before it is judged.',
    larger:
      'The adapted model fits the support set better; each step costs one more gradient per task and, with the exact Hessian, one more Hessian product.',
    where: `${FINN}, Algorithm 1; ${JI}, Section 2.1`,
  },
  beta: {
    meaning:
      'How far the launch model moves along the meta-gradient in one iteration. Dif-MAML calls it μ, DA-MAML η_w.',
    larger:
      'Faster at first, noisier later; agents of a network disagree more, with the square of it. Too large diverges.',
    where: `${FINN}, Algorithm 1; ${KAYAALP}, eq. (6a)`,
  },
  optimizer: {
    meaning:
      'How the launch model follows the meta-gradient: plain steps, with momentum, by Adam, or with a step size that is estimated.',
    larger: null,
    where: `Kingma and Ba 2015, Algorithm 1; ${FALLAH}, eq. (17) for the adaptive step`,
  },
  batch: {
    meaning: 'How many tasks the meta-gradient of one iteration is averaged over, for each agent.',
    larger: 'Less noise in the meta-gradient, for proportionally more work in an iteration.',
    where: `${FALLAH}, Algorithm 1 (B); ${COLLINS}, Algorithm 1 (C)`,
  },
  sampling: {
    meaning:
      'Whether B tasks are drawn in an iteration or all m tasks of a finite set are used. With all of them nothing is left to chance.',
    larger: null,
    where: `${FALLAH}, eq. (2) with a uniform distribution over m tasks`,
  },
  curvature: {
    meaning:
      'What the meta-gradient does with the Hessian, which the chain rule brings in when a loss after a gradient step is differentiated: exact, dropped, measured by two gradients, or replaced by a linear system.',
    larger: null,
    where: `${FALLAH}, Algorithms 1, 2 and 3; ${RAJESWARAN}, eq. (6)`,
  },
  delta: {
    meaning:
      'How far apart the two gradients are taken whose difference stands for a Hessian-vector product. It is a length in parameter space along v.',
    larger:
      'Where the Hessian changes smoothly the error grows with it; too small a value drowns in rounding. With ReLU it may not shrink at all.',
    where: `${FALLAH}, eqs. (9) to (11)`,
  },
  deltaRho: {
    meaning: 'Above 0, δ is not fixed but 1/(6ρα‖Dv‖), as the theorem on HF-MAML asks for, with this ρ.',
    larger: 'A smaller δ.',
    where: `${FALLAH}, Theorem 4.17`,
  },
  proximal: {
    meaning:
      'Weight of the term λ_p/2‖w′ − w‖² that pulls the adapted model back to the launch model in iMAML.',
    larger: 'Adapted models stay nearer to the launch model, and the linear system is easier to solve.',
    where: `${RAJESWARAN}, eq. (3)`,
  },
  cgSteps: {
    meaning: 'How many conjugate gradient steps solve the linear system of the implicit gradient.',
    larger: 'A more exact gradient; each step costs one Hessian product per task.',
    where: `${RAJESWARAN}, Algorithm 2`,
  },
  hessianShots: {
    meaning:
      'How many examples of their own the second-order term is estimated from. At 0 it uses the support set, as the chain rule does.',
    larger: 'Less noise in the second-order term.',
    where: `${FALLAH}, eq. (5), batch D_h`,
  },
  adapted: {
    meaning:
      'Which layers the inner loop moves. ANIL (almost no inner loop) adapts the last layer or the last two, and the rest learns from the outer step only.',
    larger: null,
    where: `${JI}, Section 2.1; Raghu, Raghu, Bengio and Vinyals 2020`,
  },
  l2: {
    meaning:
      'Adds λ/2‖Dw‖² to the inner objective, over the layers that are adapted. With a last layer alone it makes the inner problem strongly convex.',
    larger: 'Adapted weights are pulled to zero and the inner loop converges faster, to a less exact fit.',
    where: `${JI}, Section 3.1 and Appendix A.2`,
  },
  betaPhi: {
    meaning:
      'How far the layers that the inner loop leaves alone move along the meta-gradient in one iteration; 0 gives them β like the others.',
    larger: 'The features learn faster than the head’s launch values, or less fast where it is below β.',
    where: `${JI}, Algorithm 1`,
  },
  weighting: {
    meaning:
      'How the tasks count: all alike, or by weights p that move to the tasks with the largest loss after adaptation.',
    larger: null,
    where: `${COLLINS}, Section 3 and Algorithm 1`,
  },
  etaP: {
    meaning: 'How far the task weights p move towards the hard tasks in one iteration.',
    larger: 'Attention shifts faster, and follows the noise of single batches more.',
    where: `${COLLINS}, eq. (11)`,
  },
  pairs: {
    meaning:
      'How many pairs of a support and a query set are drawn of each task in an iteration of a min-max lane.',
    larger: 'Less noise in each task’s loss and gradient, for proportionally more work.',
    where: `${COLLINS}, Algorithm 1 (D)`,
  },
  ballRadius: {
    meaning:
      'Radius of the ball around zero that the launch model is kept in by projection; 0 leaves it free.',
    larger: 'The launch model may go further before it is held back.',
    where: `${COLLINS}, eq. (10), the set W`,
  },
  network: {
    meaning:
      'Who shares launch models with whom: one learner, neighbours on a graph, all with all, one processor for all tasks, or nobody.',
    larger: null,
    where: `${KAYAALP}, eq. (6b) and Section 4`,
  },
  graph: {
    meaning:
      'Which agents are neighbours. Weights between them follow from the graph by the Metropolis rule.',
    larger: 'More links let agents agree sooner: the mixing rate λ₂ falls.',
    where: `${KAYAALP}, Section 2.1; Xiao and Boyd 2004`,
  },
  agents: {
    meaning:
      'How many agents the network has. Each draws tasks of its own; on sinusoids each has its own band of amplitudes.',
    larger: 'More tasks in an iteration and a better average, but on sparse graphs slower agreement.',
    where: `${KAYAALP}, Section 4 (K = 6)`,
  },
  agentStart: {
    meaning: 'Whether all agents begin with one launch model or each with its own random one.',
    larger: null,
    where: `${KAYAALP}, Algorithm 1: initialize the launch models`,
  },
  baseline: {
    meaning:
      'What the outer step follows: the gradient through the adaptation, Reptile’s way to the adapted model, or the plain average loss of joint training.',
    larger: null,
    where: `Nichol, Achiam and Schulman 2018, Algorithm 2; ${FALLAH}, problem (1)`,
  },
  momentum: {
    meaning: 'Which share of the previous step’s direction the next one keeps.',
    larger: 'Smoother and further strides in one direction, slower turns.',
    where: 'Polyak 1964',
  },
  beta1: {
    meaning: 'How slowly Adam forgets earlier gradients in its mean.',
    larger: 'A longer memory: smoother, but slower to turn.',
    where: 'Kingma and Ba 2015, Algorithm 1',
  },
  beta2: {
    meaning: 'How slowly Adam forgets earlier squared gradients, by which it scales its steps.',
    larger: 'Step sizes that change more slowly.',
    where: 'Kingma and Ba 2015, Algorithm 1',
  },
  constants: {
    meaning:
      'Whether the constants L and ρ of the adaptive step are set by hand or taken from the tasks, which is possible for quadratics.',
    larger: null,
    where: `${FALLAH}, Assumptions 4.3 and 4.4`,
  },
  smoothness: {
    meaning: 'L, a bound on how fast the tasks’ gradients change. The adaptive step size starts from 1/(4L).',
    larger: 'Smaller outer steps.',
    where: `${FALLAH}, Assumption 4.3 and eq. (16)`,
  },
  hessianLipschitz: {
    meaning:
      'ρ, a bound on how fast the tasks’ Hessians change. The adaptive step shrinks where gradients are long.',
    larger: 'Smaller outer steps where the tasks’ gradients are long.',
    where: `${FALLAH}, Assumption 4.4 and eq. (16)`,
  },
  stepScale: {
    meaning: 'The constant c in β = c·β̃(w) of the adaptive step. The theorems use 1/12, 1/18 and 1/25.',
    larger: 'Larger outer steps; above the theorem’s value the guarantee is lost.',
    where: `${FALLAH}, Theorems 4.12, 4.15 and 4.17`,
  },
  stepTasks: {
    meaning: 'How many fresh tasks the adaptive step size is estimated from in each iteration.',
    larger: 'A steadier step size, for one more gradient per task.',
    where: `${FALLAH}, eq. (16), batch B′`,
  },
  stepShots: {
    meaning:
      'How many examples of each of those tasks the gradient lengths in the adaptive step are estimated from; 0 takes as many as queries.',
    larger: 'A steadier step size, at the cost of more examples.',
    where: `${FALLAH}, eqs. (17) and (18), batch D_β`,
  },
  seeds: {
    meaning:
      'How many runs with seeds of their own stand for one lane. The curve is their mean, the band their spread.',
    larger: 'A more reliable comparison, for proportionally more work.',
    where: null,
  },
};
