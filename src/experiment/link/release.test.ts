// Links of the first release open the state that they opened then. What has been added since keeps its default and
// is not compared (the default of task weights on sinusoids, where no run is replayed, is the one exception); a family that
// was renamed is found by its old name.
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from './link.ts';
import release from './release-1.links.json' with { type: 'json' };

type State = Readonly<Record<string, unknown>>;

/** The keys of `known` alone. */
function knownOf(actual: State, known: State): State {
  return Object.fromEntries(Object.keys(known).map((key) => [key, actual[key]]));
}

/** The state that the release opened: what is written down beside the default experiment of that time. */
function expectedOf(state: State) {
  const { options, shared, ...rest } = { options: {}, shared: {}, ...state };
  const base = release.default;
  return {
    ...base,
    ...rest,
    options: { ...base.options, ...options },
    shared: { ...base.shared, ...shared },
  };
}

/** Links that open the default of task weights on sinusoids, and replay no run: the default is the bands of TR-MAML now. */
const ON_BANDS = new Set(['#v=1&weighting=min-max', '#v=1&lanes=da-maml']);

function onBands(state: ReturnType<typeof expectedOf>) {
  return { ...state, evalEvery: 50, evalTasks: 490, shared: { ...state.shared, etaP: 5e-6 } };
}

/** Today's name of a family of that release. */
const familyNow = (task: string) => decodeLink(`#task=${task}`).experiment.task;

describe('links of release 1', () => {
  it('know every family by its name of then', () => {
    const families = new Set(release.links.map(({ state }) => expectedOf(state).task));
    expect(families.size).toBe(9);
    for (const task of families) expect(decodeLink(`#task=${task}`).notices).toEqual([]);
  });

  it.each(release.links)('$link', ({ link, state, notices = [] }) => {
    const then = expectedOf(state);
    const expected = ON_BANDS.has(link) ? onBands(then) : then;
    const read = decodeLink(link);
    const actual = read.experiment;
    const compared = {
      ...knownOf({ ...actual }, expected),
      options: knownOf({ ...actual.options }, expected.options),
      shared: knownOf({ ...actual.shared }, expected.shared),
    };
    expect(compared).toEqual({ ...expected, task: familyNow(expected.task) });
    expect(read.notices.map(({ field }) => field)).toEqual(notices);
    expect(decodeLink(encodeLink(actual)).experiment).toEqual(actual);
  });

  it('that replay a run on the bands of today say them, whatever the default will be', () => {
    const { experiment } = decodeLink('#v=1&lanes=da-maml');
    expect(encodeLink(experiment)).toBe('#v=1&lanes=da-maml');
    const seen = encodeLink({ ...experiment, iter: 300 });
    expect(seen).toContain('bands=95x0.1-1.05,5x4.95-5&testbands=49');
    expect(decodeLink(seen).experiment).toEqual({ ...experiment, iter: 300 });
  });
});
