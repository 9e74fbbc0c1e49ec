// The SVG of every chart, normalised: a change of markup shows up here and is looked at before it is accepted.
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

/** One element per line, generated ids numbered, images shortened. */
function normalised(element: ReactElement): string {
  const ids = new Map<string, string>();
  return renderToStaticMarkup(element)
    .replace(/_[rR]_\w*_|«\w+»|:r\w+:/g, (id) => {
      if (!ids.has(id)) ids.set(id, `id-${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replace(/base64,[^"]+/g, 'base64,…')
    .replace(/></g, '>\n<');
}

const size = { width: 360, height: 240 };
const x = [0, 1, 2, 3];
const image = new Float32Array(4);

const charts: Record<string, ReactElement> = {
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
};

describe('markup', () => {
  for (const [name, element] of Object.entries(charts)) {
    it(`of ${name}`, () => {
      const markup = normalised(element);
      expect(markup).not.toMatch(/NaN|undefined|Infinity/);
      expect(markup).toMatch(/^<svg[^>]* role="img" aria-label="[^"]{10,}"/);
      expect(markup).toMatchSnapshot();
    });
  }
});
