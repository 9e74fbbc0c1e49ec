// What every chart's SVG tells: its role and name, its marks and labels, and that nothing undrawable gets into it.
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AdaptationChart } from './adaptation/adaptationChart.tsx';
import { StepLossChart } from './adaptation/stepLossChart.tsx';
import { ImageTaskChart } from './images/imageTaskChart.tsx';
import { LandscapeChart } from './landscape/landscapeChart.tsx';
import { LineChart } from './line/lineChart.tsx';
import { NetworkChart } from './network/networkChart.tsx';
import { DotPlot } from './tasks/dotPlot.tsx';
import { TaskWeightsChart } from './tasks/taskWeightsChart.tsx';

const count = (markup: string, pattern: RegExp) => markup.match(pattern)?.length ?? 0;

/** Drawn texts in order. */
const textsOf = (markup: string) =>
  [...markup.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

/** Everything that is coloured as a lane: curves, areas and markers. */
const laneMarks = (markup: string, lane: number) =>
  count(markup, new RegExp(`(?:stroke|fill)="var\\(--lane-${lane}\\)"`, 'g'));

const size = { width: 360, height: 240 };
const x = [0, 1, 2, 3];
const image = new Float32Array(4);

const charts = {
  'a line chart': (
    <LineChart
      isStatic
      size={size}
      data={{
        title: 'Meta-loss',
        xLabel: 'meta-iterations',
        yLabel: 'loss',
        yScale: 'log',
        series: [
          {
            id: 'a',
            label: 'MAML',
            lane: 0,
            x,
            y: [4, 2, 1, 0.5],
            band: { low: [3, 1, 0.5, 0.4], high: [5, 3, 2, 1] },
          },
          { id: 'b', label: 'FO-MAML', lane: 1, x, y: [4, 3, Number.NaN, 2] },
        ],
        marks: [{ x: 1, label: 'α 0.02 → 0.01' }],
        levels: [{ y: 1, label: 'level' }],
      }}
    />
  ),
  'an empty line chart': (
    <LineChart
      isStatic
      size={size}
      data={{ title: 'Meta-loss', series: [], xLabel: 'x', yLabel: '', yScale: 'linear' }}
    />
  ),
  'inner-step loss': (
    <StepLossChart
      isStatic
      size={size}
      data={{
        measure: 'loss',
        yScale: 'linear',
        lanes: [{ lane: 0, label: 'MAML', values: [3, 1, 0.5], trained: 1 }],
      }}
    />
  ),
  adaptation: (
    <AdaptationChart
      isStatic
      size={size}
      data={{
        x,
        truth: { x, y: [0, 1, 0, -1] },
        points: [{ x: 1, y: 1 }],
        lanes: [
          {
            lane: 0,
            label: 'MAML',
            curves: [
              [0, 0, 0, 0],
              [0, 1, 0, -1],
            ],
            trained: 1,
          },
        ],
      }}
    />
  ),
  'task weights': (
    <TaskWeightsChart
      isStatic
      size={size}
      data={{
        lane: 4,
        label: 'DA-MAML',
        taskNames: ['a', 'b'],
        x: [0, 5],
        weights: [0.5, 0.5, 0.2, 0.8],
        xLabel: 'meta-iterations',
      }}
    />
  ),
  'a dot plot': (
    <DotPlot
      isStatic
      size={size}
      data={{
        taskNames: ['a', 'b'],
        measure: 'loss',
        xScale: 'linear',
        lanes: [{ lane: 0, label: 'MAML', values: [1, 2] }],
      }}
    />
  ),
  'an agent network': (
    <NetworkChart
      isStatic
      size={size}
      data={{
        lane: 5,
        label: 'Dif-MAML',
        agentNames: ['a', 'b', 'c'],
        losses: [1, 2, 3],
        edges: [[0, 1]],
        combination: [],
        mixingRate: 1,
      }}
    />
  ),
  'a landscape': (
    <LandscapeChart
      isStatic
      size={size}
      data={{
        extent: [-1, 1],
        resolution: 3,
        metaLoss: [2, 1, 2, 1, 0, 1, 2, 1, 2],
        taskLoss: [],
        paths: [{ lane: 0, label: 'MAML', points: [-1, -1, 0, 0] }],
        arrows: [{ lane: 0, points: [0, 0, 0.5, 0.5] }],
        marks: [{ x: 0, y: 0, label: 'minimiser of F', kind: 'minimiser' }],
        optima: [{ x: 0.5, y: 0.5, label: 'task 1' }],
        xLabel: 'w₁',
        yLabel: 'w₂',
      }}
    />
  ),
  'an image task': (
    <ImageTaskChart
      isStatic
      size={size}
      data={{
        image: { width: 2, height: 2, channels: 1 },
        ways: 2,
        support: [{ image, label: 0 }],
        query: [{ image, label: 1 }],
        lanes: [{ lane: 0, label: 'MAML', trained: 1, probabilities: [0.6, 0.4, 0.1, 0.9] }],
      }}
    />
  ),
} satisfies Record<string, ReactElement>;

interface Expected {
  /** Text alternative. */
  readonly name: string;
  /** Texts that are drawn, ticks aside. */
  readonly texts: readonly string[];
  /** Marks in the colour of each lane. */
  readonly marks: Readonly<Record<number, number>>;
}

const EXPECTED: Record<keyof typeof charts, Expected> = {
  'a line chart': {
    name: 'Meta-loss over meta-iterations, logarithmic. MAML: from 4 at 0 to 0.5 at 3; FO-MAML: from 4 at 0 to 2 at 3.',
    texts: ['MAML', 'FO-MAML', 'meta-iterations', 'loss', 'α 0.02 → 0.01', 'level'],
    // MAML: its band, curve, legend or end label with its marker.
    marks: { 0: 4, 1: 3 },
  },
  'an empty line chart': {
    name: 'Meta-loss over x. No values yet.',
    texts: ['No values yet'],
    marks: { 0: 0 },
  },
  'inner-step loss': {
    name: 'Loss after each inner step over inner steps. MAML: from 3 at 0 to 0.5 at 2.',
    texts: ['MAML', 'inner steps', 'test loss'],
    // The curve, a dot for each of three values, and the name at its end with its marker.
    marks: { 0: 6 },
  },
  adaptation: {
    name: 'Regression task with 1 support point. MAML: mean squared distance from the points 1 before and 0 after 1 inner step.',
    texts: ['the task', 'launch', 'MAML after 1 step', 'input x'],
    // The launch curve, the fit, and both in the legend.
    marks: { 0: 4 },
  },
  'task weights': {
    name: 'Task weights p of DA-MAML at meta-iterations 5; largest: b 0.8, a 0.2.',
    texts: ['a', 'b', '0.20', '0.80', 'p now', 'uniform', 'meta-iterations'],
    // An area and a bar for each of two tasks.
    marks: { 4: 4 },
  },
  'a dot plot': {
    name: 'Test loss of each task. MAML: mean 1.5, worst 2 (b).',
    texts: ['MAML: mean 1.5, worst 2', 'a', 'b', 'test loss'],
    // Two dots, the ring of the worst, the mean, and the legend's line and marker.
    marks: { 0: 6 },
  },
  'an agent network': {
    name: 'Network of Dif-MAML: 3 agents, 1 edges, λ₂ 1. Test loss from 1 to 3. Not connected: 2 parts, which can never agree.',
    texts: [
      '1',
      '2',
      '3',
      'A',
      'B',
      'λ₂ 1',
      'test loss 1 to 3',
      'Not connected: 2 parts, which can never agree',
    ],
    // Six shades of the legend, and each agent's shade and rim.
    marks: { 5: 11 },
  },
  'a landscape': {
    name: 'Loss landscape over w₁ and w₂. Meta-loss from 0 to 2. MAML now at 0, 0; minimiser of F at 0, 0.',
    texts: ['MAML', 'minimiser of F', 'task 1', 'w₁', 'w₂'],
    // The path with its end, the inner steps, and the legend's line and marker.
    marks: { 0: 5 },
  },
  'an image task': {
    name: 'Image task with 2 classes, 1 support and 1 query images. MAML: 0 % right before and 100 % after 1 inner step.',
    texts: ['MAML: 0 % → 100 % right', 'support set', 'class 1', 'class 2', 'class 2 0.90 ✓'],
    // A cell for the step before and the step after, and the legend.
    marks: { 0: 3 },
  },
};

describe('markup', () => {
  for (const [name, element] of Object.entries(charts)) {
    const markup = renderToStaticMarkup(element);
    const expected = EXPECTED[name as keyof typeof charts];
    it(`of ${name} is a named picture of its size`, () => {
      expect(markup).toMatch(/^<svg[^>]* width="360" height="240"[^>]* role="img" aria-label="/);
      expect(/aria-label="([^"]*)"/.exec(markup)?.[1]).toBe(expected.name);
    });
    it(`of ${name} has its marks and labels`, () => {
      expect(textsOf(markup)).toEqual(expect.arrayContaining([...expected.texts]));
      for (const [lane, exact] of Object.entries(expected.marks)) {
        expect(laneMarks(markup, Number(lane))).toBe(exact);
      }
    });
    it(`of ${name} draws nothing that cannot be drawn, and stays inside`, () => {
      expect(markup).not.toMatch(/NaN|undefined|Infinity/);
      for (const [, axis, value] of markup.matchAll(/\s(x|y|x1|x2|y1|y2|cx|cy)="(-?[\d.]+)"/g)) {
        expect(Number(value), `${axis} of ${name}`).toBeGreaterThanOrEqual(-1);
        expect(Number(value), `${axis} of ${name}`).toBeLessThanOrEqual(axis.includes('x') ? 361 : 241);
      }
    });
  }
  it('shows no scale where there are no values', () => {
    expect(textsOf(renderToStaticMarkup(charts['an empty line chart']))).toEqual(['No values yet']);
  });
  it('lifts the pen where a value is missing', () => {
    const curve = /<path d="([^"]*)" stroke="var\(--lane-1\)"/.exec(
      renderToStaticMarkup(charts['a line chart']),
    )?.[1];
    expect(count(curve ?? '', /M/g)).toBe(2);
  });
});
