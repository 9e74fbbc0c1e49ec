// When an iteration is taken apart: at rest, once, and again when something has changed.
import { describe, expect, it } from 'vitest';
import type { AnatomyRequest, AnatomyView } from '../../protocol/anatomy.ts';
import { createAnatomyDuty } from './anatomyDuty.ts';

const FIRST: AnatomyRequest = { lane: 0, row: 0 };

function fake(compute = async (request: AnatomyRequest) => ({ request }) as AnatomyView) {
  const views: AnatomyView[] = [];
  const errors: unknown[] = [];
  const duty = createAnatomyDuty({
    compute,
    post: (view) => views.push(view),
    fail: (error) => errors.push(error),
  });
  return { duty, views, errors };
}

describe('the duty of the anatomy', () => {
  it('is due at rest only, once for each iteration', async () => {
    const { duty, views } = fake();
    expect(duty.isDue(false, 0)).toBe(false);
    duty.want(FIRST);
    expect([duty.isDue(true, 0), duty.isDue(false, 0)]).toEqual([false, true]);
    await duty.work(false, 0);
    expect([duty.isDue(false, 0), duty.isDue(false, 1)]).toEqual([false, true]);
    duty.invalidate();
    expect(duty.isDue(false, 0)).toBe(true);
    duty.want(null);
    expect(duty.isDue(false, 2)).toBe(false);
    expect(views).toEqual([{ request: FIRST }]);
  });

  it('drops an answer to a question that is no longer asked', async () => {
    let answer = (_: AnatomyView) => {};
    const { duty, views } = fake(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    duty.want(FIRST);
    const work = duty.work(false, 0);
    duty.want({ lane: 1, row: 0 });
    answer({ request: FIRST } as AnatomyView);
    await work;
    expect(views).toEqual([]);
    expect(duty.isDue(false, 0)).toBe(true);
  });

  it('says why it cannot be done', async () => {
    const { duty, errors } = fake(() => Promise.reject(new Error('stopped')));
    duty.want(FIRST);
    await duty.work(false, 3);
    expect(errors).toHaveLength(1);
    expect(duty.isDue(false, 3)).toBe(false);
  });
});
