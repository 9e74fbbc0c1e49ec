// Layouts of the special figures with ordinary, empty and broken input.
import { describe, expect, it } from 'vitest';
import type { AdaptationData } from './adaptation/adaptationData.ts';
import { adaptationLayout, neededRange } from './adaptation/adaptationLayout.ts';
import { adaptationSummary, adaptationTable } from './adaptation/adaptationText.ts';
import { stepLossLines } from './adaptation/stepLossChart.tsx';
import { suggestedPoint } from './adaptation/suggestedPoint.ts';
import { fitText, sharedWords, spread, textWidth, wrapText } from './core/labels.ts';
import { contourLevels } from './landscape/contours.ts';
import type { LandscapeData } from './landscape/landscapeData.ts';
import { landscapeLayout } from './landscape/landscapeLayout.ts';
import { landscapeSummary, landscapeTable } from './landscape/landscapeText.ts';
import { networkLayout, toggleEdge } from './network/networkLayout.ts';
import { networkSummary, networkTable } from './network/networkText.ts';
import { type DotPlotData, dotLayout, dotSummary, dotTable, worstTask } from './tasks/dotLayout.ts';
import { taskWeightsLayout, taskWeightsSummary, taskWeightsTable } from './tasks/taskWeightsLayout.ts';

const size = { width: 560, height: 380, scale: 1 };

describe('labels', () => {
  it('spread positions apart in order, or say that they cannot', () => {
    expect(spread([50, 51, 10], 15, 0, 100)).toEqual([50, 65, 10]);
    expect(spread([99, 98], 15, 0, 100)).toEqual([100, 85]);
    expect(spread([1, 2, 3], 60, 0, 100)).toBeNull();
    expect(spread([], 15, 0, 100)).toEqual([]);
  });

  it('shorten to fit', () => {
    expect(fitText('MAML', 100, 12)).toBe('MAML');
    const short = fitText('a very long name of an algorithm', 60, 12);
    expect(short.endsWith('…')).toBe(true);
    expect(textWidth(short, 12)).toBeLessThanOrEqual(60);
  });
});

describe('names', () => {
  it('share their first words, whole words only', () => {
    expect(sharedWords(['amplitude 1 to 2', 'amplitude 1.5 to 3'])).toBe('amplitude ');
    expect(sharedWords(['task 1', 'task 12'])).toBe('task ');
    expect(sharedWords(['one', 'once'])).toBe('');
    expect(sharedWords(['alone here'])).toBe('');
    expect(sharedWords([])).toBe('');
  });
  it('and captions break at spaces and in links, and end with an ellipsis', () => {
    const link = `https://x/#v=1${'&alpha=0.1'.repeat(60)}`;
    const lines = wrapText(`settings ${link}`, 300, 11, 3);
    expect(lines).toHaveLength(3);
    expect(lines[2]!.endsWith('…')).toBe(true);
    for (const one of lines) expect(textWidth(one, 11)).toBeLessThanOrEqual(300);
    expect(wrapText('', 300, 11, 3)).toEqual([]);
  });
});

describe('adaptation', () => {
  const x = Float32Array.from({ length: 11 }, (_, i) => i - 5);
  const curve = (k: number) => Float32Array.from(x, (v) => k * Math.sin(v));
  const data: AdaptationData = {
    x,
    truth: { x, y: curve(3) },
    points: [
      { x: -1.2, y: 0.8 },
      { x: 2, y: -1 },
    ],
    lanes: [{ lane: 0, label: 'MAML', curves: [curve(0), curve(1), curve(2), curve(2.5)], trained: 2 }],
  };

  it('goes from faint to the fit after N steps', () => {
    const { lines } = adaptationLayout(data, size);
    expect(lines).toHaveLength(3);
    expect(lines.map((l) => l.opacity)).toEqual([...lines.map((l) => l.opacity)].sort((a, b) => a - b));
    expect(lines.at(-1)).toMatchObject({ opacity: 1, id: '0-2' });
    expect(adaptationLayout({ ...data, shownStep: 3 }, size).lines).toHaveLength(4);
    expect(adaptationLayout({ ...data, shownStep: 99 }, size).lines).toHaveLength(4);
  });

  it('shows every step of the selected lane, of the others launch and result, and says which is which', () => {
    const lanes = [
      ...data.lanes,
      { lane: 1, label: 'FO-MAML', curves: [curve(0.5), curve(1), curve(1.5)], trained: 2 },
    ];
    const drawing = adaptationLayout({ ...data, lanes, selected: 1 }, size);
    expect(drawing.lines.map(({ id }) => id)).toEqual(['0-0', '0-2', '1-0', '1-1', '1-2']);
    const labels = [...drawing.endLabels].sort((a, b) => a.y - b.y).map(({ label }) => label);
    expect(labels.toSorted()).toEqual(['FO-MAML', 'MAML', 'after 2 steps', 'launch']);
    expect(labels.indexOf('after 2 steps')).toBe(labels.indexOf('FO-MAML') + 1);
    const narrow = adaptationLayout({ ...data, lanes, selected: 1 }, { ...size, width: 300 });
    expect(narrow.endLabels).toEqual([]);
    expect(narrow.legend.map(({ label }) => label)).toEqual([
      'the task',
      'MAML',
      'launch',
      'FO-MAML after 2 steps',
    ]);
  });

  it('names points with a proper minus', () => {
    expect(adaptationLayout(data, size).points[0]!.name).toBe('Support point 1: x −1.20, y 0.80');
  });

  it('holds the fits to a flat task', () => {
    const lanes = [{ lane: 0, label: 'MAML', curves: [curve(0.2), curve(2)], trained: 1 }];
    const [low, high] = neededRange({ ...data, points: [], truth: { x, y: curve(0.2) }, lanes });
    expect(high).toBeCloseTo(Math.max(...curve(2)), 5);
    expect(low).toBeCloseTo(Math.min(...curve(2)), 5);
  });

  it('is not squashed by a diverged curve, nor broken by NaN', () => {
    const wild = { ...data, lanes: [{ lane: 0, label: 'MAML', curves: [curve(0), curve(1e9)], trained: 1 }] };
    const [low, high] = neededRange(wild);
    expect(high - low).toBeLessThan(30);
    const broken = {
      ...data,
      lanes: [{ lane: 0, label: 'MAML', curves: [new Float32Array(11).fill(Number.NaN)], trained: 0 }],
    };
    expect(adaptationLayout(broken, size).y.domain.every(Number.isFinite)).toBe(true);
    const empty = adaptationLayout({ x: [], points: [], lanes: [] }, size);
    expect(empty.empty).toBe('No task yet');
    expect(empty.x.domain.every(Number.isFinite)).toBe(true);
  });

  it('holds the axis while a point is dragged', () => {
    const held = adaptationLayout({ ...data, points: [{ x: 0, y: 40 }] }, size, [-4, 4], true);
    expect(held.y.domain).toEqual([-4, 4]);
    expect(held.points[0]!.y).toBe(held.plot.top);
  });

  it('suggests a point in the widest gap, on the truth', () => {
    const point = suggestedPoint(data);
    expect(point.x).toBeCloseTo(-3.1);
    expect(point.y).toBeCloseTo(3 * Math.sin(-3.1), 0);
    expect(suggestedPoint({ x, points: [], lanes: [] })).toEqual({ x: 0, y: 0 });
  });

  it('tabulates curves, points and truth', () => {
    const table = adaptationTable(data);
    expect(table.columns).toHaveLength(2 + 4 + 1);
    expect(table.rows).toHaveLength(11 + 2 + 11);
    expect(new Set(table.rows.map((r) => r.length))).toEqual(new Set([7]));
    expect(adaptationSummary(data)).toContain('2 support points');
  });
});

describe('inner-step loss', () => {
  it('rings the training N', () => {
    const data = {
      measure: 'loss' as const,
      yScale: 'linear' as const,
      lanes: [{ lane: 1, label: 'FO-MAML', values: [3, 2, 1], trained: 1 }],
    };
    expect(stepLossLines(data).series[0]!.emphasis).toBe(1);
  });
});

describe('task weights', () => {
  const data = {
    lane: 4,
    label: 'DA-MAML',
    taskNames: ['a', 'b'],
    x: [0, 10],
    weights: [0.5, 0.5, 0.25, 0.75],
    xLabel: 'meta-iterations',
  };

  it('stacks to one and shows the current p', () => {
    const drawing = taskWeightsLayout(data, size);
    expect(drawing.bands.map((b) => b.value)).toEqual([0.25, 0.75]);
    expect(drawing.bands[1]!.row!.width / drawing.bands[0]!.row!.width).toBeCloseTo(3);
    expect(taskWeightsTable(data).rows).toEqual([
      [0, 0.5, 0.5],
      [10, 0.25, 0.75],
    ]);
    expect(taskWeightsSummary(data)).toContain('largest: b 0.75, a 0.25');
  });

  it('joins every name to its band, whole and readable, and takes together what has no room', () => {
    const few = taskWeightsLayout(data, size);
    // b has three quarters, from the bottom: the line begins in its middle.
    expect(few.bands[1]!.row!.from).toBeCloseTo(few.y.position(0.375));
    const names = Array.from({ length: 60 }, (_, i) => `amplitude ${i / 10} to ${(i + 1) / 10}`);
    const weights = names.map((_, i) => (i === 40 ? 0.41 : 0.01));
    const many = taskWeightsLayout({ ...data, taskNames: names, x: [10], weights }, size);
    expect(many.bands.map(({ task }) => task)).toContain(40);
    expect(many.words).toBe('amplitude');
    const rest = many.bands.at(-1)!;
    expect(rest).toMatchObject({ task: -1, name: `${60 - many.bands.length + 1} other tasks` });
    expect(many.bands.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1);
    for (const { row, name } of many.bands) {
      expect(name).toBe(name.includes('other') ? row!.label : `amplitude ${row!.label}`);
      expect(row!.height).toBeGreaterThanOrEqual(11);
    }
  });

  it('takes nothing, NaN and many evaluations', () => {
    expect(taskWeightsLayout({ ...data, x: [], weights: [] }, size).empty).toBe('No task weights yet');
    expect(taskWeightsLayout({ ...data, taskNames: [] }, size).empty).toBe('No task weights yet');
    const drawing = taskWeightsLayout({ ...data, weights: [Number.NaN, 1, 0, 0] }, size);
    expect(drawing.bands.every((b) => !b.path.includes('NaN'))).toBe(true);
    const rows = 100_000;
    const long = taskWeightsLayout(
      {
        ...data,
        x: Float64Array.from({ length: rows }, (_, i) => i),
        weights: new Float32Array(rows * 2).fill(0.5),
      },
      size,
    );
    expect(long.bands[0]!.path.length).toBeLessThan(20_000);
  });
});

describe('dot plot', () => {
  const data: DotPlotData = {
    taskNames: ['a', 'b', 'c'],
    measure: 'loss',
    xScale: 'linear',
    lanes: [{ lane: 0, label: 'MAML', values: [1, 3, Number.NaN] }],
  };

  it('marks the worst', () => {
    const drawing = dotLayout(data, size);
    expect(drawing.dots.map((d) => d.worst)).toEqual([false, true]);
    expect(worstTask([1, 3, 2], 'accuracy')).toBe(0);
    expect(worstTask([Number.NaN], 'loss')).toBe(-1);
    expect(dotSummary(data)).toBe('Test loss of each task. MAML: mean 2, worst 3 (b).');
    expect(dotTable(data).rows[0]).toEqual(['a', 1]);
  });

  it('takes no tasks, no lanes and many tasks', () => {
    expect(dotLayout({ ...data, taskNames: [], lanes: [] }, size).empty).toBe('No values yet');
    const names = Array.from({ length: 300 }, (_, i) => `task ${i}`);
    const many = dotLayout(
      { ...data, taskNames: names, lanes: [{ lane: 0, label: 'MAML', values: names.map((_, i) => i) }] },
      size,
    );
    expect(many.rows.filter((r) => r.label).length).toBeLessThan(30);
  });
});

describe('agent network', () => {
  const data = {
    lane: 5,
    label: 'Dif-MAML',
    agentNames: ['one', 'two', 'three'],
    losses: [1, 2, 3],
    edges: [[0, 1]] as const,
    combination: [],
    mixingRate: null,
  };

  it('finds components and says that they cannot agree', () => {
    expect(networkLayout(data, size).nodes.map(({ component }) => component)).toEqual([0, 0, 1]);
    expect(networkLayout(data, size).message).toBe('Not connected: 2 parts, which can never agree');
    expect(networkLayout({ ...data, problem: 'agent 3 is alone' }, size).message).toBe('agent 3 is alone');
    expect(networkSummary(data)).toContain('3 agents, 1 edges');
  });

  it('toggles edges without duplicates or loops', () => {
    expect(toggleEdge([[0, 1]], 1, 0)).toEqual([]);
    expect(toggleEdge([[0, 1]], 2, 1)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(toggleEdge([[0, 1]], 1, 1)).toEqual([[0, 1]]);
  });

  it('widens edges with their weight and takes nonsense', () => {
    const combination = [0.5, 0.5, 0, 0.5, 0.4, 0.1, 0, 0.1, 0.9];
    const drawing = networkLayout(
      {
        ...data,
        edges: [
          [0, 1],
          [1, 2],
          [7, 9],
        ],
        combination,
      },
      size,
    );
    expect(drawing.edges).toHaveLength(2);
    expect(drawing.edges[0]!.width).toBeGreaterThan(drawing.edges[1]!.width);
    const broken = networkLayout({ ...data, losses: [Number.NaN, Number.NaN, Number.NaN] }, size);
    expect(broken.legend).toBeNull();
    expect(networkLayout({ ...data, agentNames: [], losses: [], edges: [] }, size).message).toBe('No agents');
    expect(networkTable(data).rows[1]).toEqual([2, 'two', 2, '1']);
  });
});

describe('landscape', () => {
  const n = 20;
  const bowl = Float32Array.from(
    { length: n * n },
    (_, i) => ((i % n) - 10) ** 2 + (Math.floor(i / n) - 10) ** 2,
  );
  const data: LandscapeData = {
    extent: [-1, 1],
    resolution: n,
    metaLoss: bowl,
    taskLoss: [bowl],
    paths: [
      {
        lane: 0,
        label: 'MAML',
        points: Float32Array.from({ length: 2_000_000 }, (_, i) => (i % 2 === 0 ? i / 2e6 : 0)),
      },
    ],
    arrows: [{ lane: 0, points: [0, 0, 0.5, 0.5] }],
    marks: [{ x: 0, y: 0, label: 'minimiser of F', kind: 'minimiser' }],
    xLabel: 'w₁',
    yLabel: 'w₂',
  };

  it('thins long paths but ends where they end', () => {
    const drawing = landscapeLayout(data, size);
    expect(drawing.paths[0]!.d.split('L').length).toBeLessThan(1000);
    expect(drawing.paths[0]!.end![0]).toBeCloseTo(drawing.x.position(1), 0);
    expect(drawing.contours.length).toBe(12);
    expect(drawing.arrows[0]!.head).not.toBe('');
  });

  it('keeps its two axes at one scale', () => {
    const { plot } = landscapeLayout(data, size);
    expect(plot.right - plot.left).toBeCloseTo(plot.bottom - plot.top);
  });

  it('puts the lowest contour around the minimum', () => {
    const levels = contourLevels(bowl, 12);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(contourLevels([1, 1, 1], 5)).toEqual([]);
    expect(contourLevels([Number.NaN], 5)).toEqual([]);
  });

  it('takes nothing and NaN', () => {
    const none = landscapeLayout(
      { ...data, resolution: 0, metaLoss: [], taskLoss: [], paths: [], arrows: [], marks: [] },
      size,
    );
    expect(none.empty).toBe('No landscape yet');
    const holes = landscapeLayout(
      { ...data, metaLoss: bowl.map((v, i) => (i % 7 === 0 ? Number.NaN : v)) },
      size,
    );
    expect(holes.contours.every((c) => !c.d.includes('NaN'))).toBe(true);
    expect(landscapeTable({ ...data, paths: [] }).rows).toHaveLength(1 + 2 + n * n);
    expect(landscapeSummary({ ...data, paths: [] })).toContain('minimiser of F at 0, 0');
  });
});
