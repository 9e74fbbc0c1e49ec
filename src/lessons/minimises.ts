// Lesson 2: where MAML, FO-MAML and joint training end, on three quadratics where it is known in closed form.
import { FALLAH } from '../experiment/axes/papers.ts';
import { directionOf, innerLoopOf } from '../experiment/closedForms.ts';
import { taskSetup } from '../experiment/taskSetup.ts';
import { adaptedLoss, type QuadraticTask, restingPoint } from '../math/quadratics.ts';
import { distance } from '../math/statistics.ts';
import { quadraticTasks } from '../tasks/quadratics/source.ts';
import type { Evidence } from './evidence.ts';
import type { Claim, Lesson, Verdict } from './lesson.ts';
import { atMost, n } from './measures.ts';

const VIEW = 'view=loss-landscape,gradient-norm,meta-loss,rule';
const TWO_STEPS = `#v=1&task=quadratics&sampling=all&lanes=maml~fo-maml~joint&eval=100&${VIEW}`;
const ONE_STEP = `#v=1&task=quadratics&sampling=all&n=1&lanes=maml~fo-maml~joint&eval=100&${VIEW}`;

const tasksOf = ({ experiment }: Evidence): readonly QuadraticTask[] => quadraticTasks(taskSetup(experiment));

/** Where a lane comes to rest by theory. */
function restOf(e: Evidence, lane: number): number[] {
  const { settings } = e.lanes[lane];
  return restingPoint({ tasks: tasksOf(e), ...innerLoopOf(settings) }, directionOf(settings)).point;
}

const point = (values: readonly number[]) => `(${values.map(n).join(', ')})`;

/** How far a lane's launch model is from where theory says that it ends. */
function offRest(e: Evidence, lane: number): Verdict | null {
  const model = e.lanes[lane]?.model;
  if (!model) return null;
  const rest = restOf(e, lane);
  const off = distance(Float64Array.from(model), Float64Array.from(rest));
  return { ...atMost(off, 1e-3, `${n(off)} off`), predicted: point(rest) };
}

const OTHERWISE =
  'Use all tasks in every iteration and plain SGD, and run longer; a moved task has other end points.';

const ends = (id: string, lane: number, says: string): Claim => ({
  id,
  says,
  where: `${FALLAH}, Figure 1; closed form`,
  measure: (e) => offRest(e, lane),
  otherwise: OTHERWISE,
});

/** How the tasks fare after adaptation where a lane ends, hard one first. */
function adaptedLosses(e: Evidence, lane: number): number[] {
  const { settings, model } = e.lanes[lane];
  const loop = innerLoopOf(settings);
  return model ? tasksOf(e).map((task) => adaptedLoss(task, loop, model)) : [];
}

const HELPS_WORST: Claim = {
  id: 'hard-task',
  says: 'From where MAML ends, the worst task is better off after adaptation than from where joint training ends',
  where: `${FALLAH}, Figure 1`,
  measure: (e) => {
    const [maml, joint] = [Math.max(...adaptedLosses(e, 0)), Math.max(...adaptedLosses(e, 2))];
    return {
      holds: maml < joint,
      value: maml / joint,
      measured: `${n(maml)} against ${n(joint)}`,
      predicted: 'less',
    };
  },
  otherwise: 'Move the tasks back: where all tasks are alike there is nothing to gain.',
};

export const minimises: Lesson = {
  id: 'what-maml-minimises',
  title: 'What MAML minimises',
  about: 'Three tasks in the plane show that the best launch model is not the best model.',
  minutes: 7,
  steps: [
    {
      title: 'Three tasks, one point',
      text: [
        'Here a model is a point w in the plane, and a task a bowl with its best point. Joint training looks for one model that is good **now**. MAML looks for one that is good **after two steps**.',
        'A task that gradient steps can hardly reach, a flat bowl, needs the most help from the start.',
      ],
      formulas: [
        'F(w) = \\tfrac13 \\sum_i f_i\\big(w_{\\htmlData{field=innerSteps}{N}}\\big),\\quad w_{n+1} = w_n - \\htmlData{field=alpha}{\\alpha}\\,\\nabla f_i(w_n)',
      ],
      link: TWO_STEPS,
      iterations: 6000,
      tries: 'Run it and watch the three paths part.',
      question: {
        asks: 'Will MAML and joint training end at the same point?',
        options: ['yes, both minimise the same average', 'no'],
        right: 1,
        because:
          'They minimise different functions of w. Only with equal bowls would the two minimisers be one.',
      },
      claims: [
        ends('maml-end', 0, 'MAML ends where F is smallest'),
        ends('joint-end', 2, 'Joint training ends where the average loss is smallest'),
        HELPS_WORST,
      ],
    },
    {
      title: 'FO-MAML stops elsewhere',
      text: [
        '[[algorithm:fo-maml|FO-MAML]] leaves out the [[hessianTerm|Hessian term]]. It comes to rest where its own direction is zero, and that is not where F is smallest.',
      ],
      formulas: [
        '\\textstyle\\sum_i A_i\\,(w_{\\htmlData{field=innerSteps}{N}} - c_i) = 0 \\quad\\text{instead of}\\quad \\sum_i M_i^{\\top} A_i\\,(w_{\\htmlData{field=innerSteps}{N}} - c_i) = 0',
      ],
      link: TWO_STEPS,
      iterations: 6000,
      tries: 'Drag the hard task to the right and run again.',
      question: {
        asks: 'Which path follows the dragged task furthest?',
        options: ['MAML', 'FO-MAML', 'joint training'],
        right: 0,
        because:
          'The factor M weakens what steps will repair anyway, so that the task which steps cannot help counts most.',
      },
      claims: [
        ends('fo-end', 1, 'FO-MAML stops where theory says'),
        ends('maml-end-2', 0, 'MAML still ends where F is smallest'),
      ],
    },
    {
      title: 'A smaller budget',
      text: [
        'With one step instead of two, adaptation repairs less. The best launch model moves towards the average: **what MAML looks for depends on how long it may adapt.**',
      ],
      link: ONE_STEP,
      iterations: 6000,
      tries: 'Move N between 1 and 10 while it runs.',
      question: {
        asks: 'With N growing, does MAML’s point move away from that of joint training or towards it?',
        options: ['away from it', 'towards it'],
        right: 0,
        because:
          'Longer adaptation reaches the steep tasks from anywhere, and leaves the launch model free to serve the flat one.',
      },
      claims: [
        ends('maml-end-n1', 0, 'MAML ends where F is smallest, now for one step'),
        ends('fo-end-n1', 1, 'FO-MAML stops where theory says'),
        {
          id: 'budget',
          says: 'With one step MAML’s point is nearer to joint training’s than with two',
          where: `${FALLAH}, Figure 1`,
          measure: (e) => {
            const [maml, joint] = [e.lanes[0].model, e.lanes[2].model];
            if (!maml || !joint) return null;
            const tasks = tasksOf(e);
            const loop = innerLoopOf(e.lanes[0].settings);
            const two = restingPoint({ tasks, ...loop, innerSteps: 2 }, 'exact').point;
            const far = (p: readonly number[]) => distance(Float64Array.from(p), Float64Array.from(joint));
            const [one, other] = [far(maml), far(two)];
            return {
              holds: one < other,
              value: one / other,
              measured: `${n(one)} away, ${n(other)} with two steps`,
              predicted: 'nearer',
            };
          },
          otherwise: 'Set N to 1 and run again.',
        },
      ],
    },
  ],
};
