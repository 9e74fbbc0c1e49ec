// The address follows the settings without flooding the history, and foreign hashes arrive once.
import { describe, expect, it } from 'vitest';
import { createHashSync } from './hashSync.ts';

function harness() {
  let time = 0;
  let hash = '';
  const timers: { at: number; callback: () => void }[] = [];
  const writes: string[] = [];
  const foreign: string[] = [];
  const refuse = { on: false };
  const sync = createHashSync(
    {
      read: () => hash,
      write: (next) => {
        if (refuse.on) return false;
        hash = next;
        writes.push(next);
        return true;
      },
      onForeign: (next) => foreign.push(next),
      later: (callback, milliseconds) => {
        const timer = { at: time + milliseconds, callback };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer), 1);
      },
      now: () => time,
    },
    100,
  );
  const advance = (milliseconds: number) => {
    time += milliseconds;
    for (const timer of timers.filter((t) => t.at <= time)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.callback();
    }
  };
  return { sync, refuse, writes, foreign, advance, paste: (next: string) => (hash = next) };
}

describe('createHashSync', () => {
  it('writes at once, then at most once per interval, ending with the latest', () => {
    const { sync, writes, advance } = harness();
    for (let i = 0; i < 10; i++) sync.changed(() => `#v=1&iter=${i}`);
    expect(writes).toEqual(['#v=1&iter=0']);
    advance(100);
    expect(writes).toEqual(['#v=1&iter=0', '#v=1&iter=9']);
  });
  it('does not write the same hash twice', () => {
    const { sync, writes, advance } = harness();
    sync.changed(() => '#v=1');
    advance(200);
    sync.changed(() => '#v=1');
    advance(200);
    expect(writes).toEqual(['#v=1']);
  });
  it('reports a pasted link once and drops what was pending', () => {
    const { sync, writes, foreign, advance, paste } = harness();
    sync.changed(() => '#a');
    sync.changed(() => '#b');
    paste('#pasted');
    sync.hashChanged();
    sync.hashChanged();
    advance(500);
    expect(foreign).toEqual(['#pasted']);
    expect(writes).toEqual(['#a']);
  });
  it('leaves a pasted link alone that it has not been told of yet', () => {
    const { sync, writes, foreign, advance, paste } = harness();
    sync.changed(() => '#a');
    sync.changed(() => '#b');
    paste('#pasted');
    advance(100);
    expect(writes).toEqual(['#a']);
    sync.hashChanged();
    expect(foreign).toEqual(['#pasted']);
  });
  it('tries again where the address could not be written', () => {
    const { sync, refuse, writes, advance } = harness();
    refuse.on = true;
    sync.changed(() => '#a');
    expect(writes).toEqual([]);
    refuse.on = false;
    advance(100);
    expect(writes).toEqual(['#a']);
  });
  it('ignores its own writes', () => {
    const { sync, foreign } = harness();
    sync.changed(() => '#a');
    sync.hashChanged();
    expect(foreign).toEqual([]);
  });
});
