// The steps of the introduction: what they say, and what moves on the running page meanwhile.
import type { LabClient } from '../../client/types.ts';
import { useView } from '../state/viewState.ts';

/** The lab that it goes through: one algorithm, its task and its loss. */
export const INTRODUCTION_LINK = '#v=1&lanes=maml&view=adaptation,meta-loss,loss-after-each-inner-step';

export interface IntroductionStep {
  readonly title: string;
  readonly text: string;
  /** Done once when the step is entered. */
  readonly enter?: (client: LabClient) => void;
  /** Done again and again, `tick` counting from 0; absent, or where motion is not wanted: nothing moves. */
  readonly beat?: (client: LabClient, tick: number) => void;
}

/** Milliseconds between two beats. */
export const BEAT = 900;

const showFit = (steps: number) => useView.getState().set({ innerStep: steps });

export const STEPS: readonly IntroductionStep[] = [
  {
    title: 'A new task, again and again',
    text: 'Each task is a sine curve that nobody has seen. All that is known of it are ten points, the circles. The blue line is what a model says of it.',
    enter: (client) => {
      client.pause();
      showFit(-1);
    },
    beat: (client, tick) => client.setProbe({ kind: 'drawn', index: tick + 1 }),
  },
  {
    title: 'Ten points, one gradient step',
    text: 'To learn the task the model may take one gradient step on the ten points: faint before, strong after. From a random model one step is not enough.',
    enter: (client) => {
      client.pause();
      client.setProbe({ kind: 'drawn', index: 0 });
    },
    beat: (_, tick) => showFit(tick % 2),
  },
  {
    title: 'Meta-training',
    text: 'Now it trains on many tasks, 25 in each iteration. It does not look for a model that is good. It looks for one that is good after a step: watch the loss after adaptation fall.',
    enter: (client) => {
      showFit(-1);
      client.run();
    },
  },
  {
    title: 'The same step, from the new launch model',
    text: 'Before adapting the model is still poor. But its one step now bends it to the task. That is the launch model, and learning it is what this page is about.',
    enter: (client) => client.pause(),
    beat: (_, tick) => showFit(tick % 2),
  },
  {
    title: 'Where to go from here',
    text: 'The lessons explain why this works and what other algorithms do. Every “?” explains a word or a setting. Or just move α, N and β while it trains.',
    enter: () => showFit(-1),
  },
];
