// The choice between one thread and all, fed with made-up times.
import { describe, expect, it } from 'vitest';
import { createThreadChoice } from './threadChoice.ts';

/** Runs `calls` calls whose times are `one` and `many`; returns how many took all threads. */
function run(
  choice: ReturnType<typeof createThreadChoice>,
  calls: number,
  one: number,
  many: number,
): number {
  let threaded = 0;
  for (let i = 0; i < calls; i++) {
    const all = choice.next();
    if (all) threaded++;
    choice.record(all, all ? many : one);
  }
  return threaded;
}

describe('the choice of threads', () => {
  it('stays with all threads where they are faster, and tries one ever more rarely', () => {
    const choice = createThreadChoice();
    expect(run(choice, 100, 1, 0.6)).toBeGreaterThan(90);
    expect(run(choice, 1000, 1, 0.6)).toBeGreaterThan(980);
  });

  it('goes back to one when the machine is busy, and to all when it is free again', () => {
    const choice = createThreadChoice();
    run(choice, 300, 1, 0.6);
    expect(run(choice, 300, 1, 1.4)).toBeLessThan(160);
    expect(run(choice, 300, 1, 1.4)).toBeLessThan(20);
    run(choice, 300, 1, 0.6);
    expect(run(choice, 300, 1, 0.6)).toBeGreaterThan(280);
  });

  it('uses one thread for calls that threads only slow down', () => {
    expect(run(createThreadChoice(), 1000, 0.01, 0.02)).toBeLessThan(30);
  });
});
