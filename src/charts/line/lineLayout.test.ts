// Series charts with nothing, one point, gaps, and 10⁶ points.
import { describe, expect, it } from 'vitest';
import { pathOf } from '../core/geometry.ts';
import { ChartCache } from './decimate.ts';
import type { LineChartData } from './lineData.ts';
import { lineLayout } from './lineLayout.ts';
import { lineSummary, lineTable, readingAt, stepReading } from './lineText.ts';

const size = { width: 560, height: 380, scale: 1 };

function chart(series: LineChartData['series'], more: Partial<LineChartData> = {}): LineChartData {
  return { title: 'Meta-loss', series, xLabel: 'meta-iterations', yLabel: 'loss', yScale: 'linear', ...more };
}

const line = (y: ArrayLike<number>, lane = 0, label = `Lane ${lane}`) => ({
  id: `s${lane}`,
  label,
  lane,
  x: Float64Array.from({ length: y.length }, (_, i) => i),
  y,
});

describe('line layout', () => {
  it('draws nothing, and says so, without values', () => {
    for (const data of [
      chart([]),
      chart([line([])]),
      chart([line([Number.NaN, Number.POSITIVE_INFINITY])]),
    ]) {
      const drawing = lineLayout(data, size);
      expect(drawing.empty).toBe('No values yet');
      expect(drawing.x.ticks.every((t) => Number.isFinite(t.position))).toBe(true);
      expect(drawing.y.ticks.every((t) => Number.isFinite(t.position))).toBe(true);
    }
  });

  it('draws one point as a dot inside the plot', () => {
    const drawing = lineLayout(chart([line([2.5])]), size);
    expect(drawing.empty).toBeNull();
    expect(pathOf(drawing.lines[0]!.points)).toMatch(/^M([\d.]+,[\d.]+)L\1$/);
  });

  it('skips what cannot be drawn and lifts the pen there', () => {
    const drawing = lineLayout(chart([line([1, 0.5, 0, -1, Number.NaN, 2, 3])], { yScale: 'log' }), size);
    expect(pathOf(drawing.lines[0]!.points).match(/M/g)).toHaveLength(2);
  });

  it('shows every extreme of 10⁶ points and exports them all', () => {
    const y = new Float32Array(1_000_000).fill(1);
    y[765_432] = 9;
    const data = chart([line(y)]);
    const drawing = lineLayout(data, size, new ChartCache());
    const band = drawing.areas.find((a) => a.id === 's0-range')!;
    expect(band.points.length).toBeLessThan(5000);
    expect(Math.min(...band.points.filter((_, i) => i % 2 === 1))).toBeCloseTo(drawing.y.position(9), 3);
    expect(drawing.lines[0]!.points.length).toBeLessThan(2000);
    expect(lineLayout(data, size, new ChartCache(), true).lines[0]!.points.length).toBe(2_000_000);
  });

  it('names few curves at their ends without overlap and many in a legend', () => {
    const few = lineLayout(chart([line([3, 1], 0), line([3, 1.001], 1), line([3, 1.002], 2)]), size);
    const ys = few.endLabels.map((l) => l.y).sort((a, b) => a - b);
    expect(few.legend).toHaveLength(0);
    expect(Math.min(...ys.slice(1).map((y, i) => y - ys[i]!))).toBeGreaterThanOrEqual(14.99);
    const many = lineLayout(chart(Array.from({ length: 8 }, (_, i) => line([3, 1 + i], i))), size);
    expect(many.endLabels).toHaveLength(0);
    expect(many.legend.map((e) => e.label)).toEqual(Array.from({ length: 8 }, (_, i) => `Lane ${i}`));
  });

  it('draws the raw curve faint behind the smoothed one', () => {
    const drawing = lineLayout(chart([line([5, 1, 5, 1, 5])], { smoothing: 0.8 }), size);
    expect(drawing.lines.map((l) => l.id)).toEqual(['s0-raw', 's0']);
    expect(drawing.lines[0]!.opacity).toBeLessThan(0.4);
  });

  it('draws a faint curve as one quiet line through its means, on the screen and in a file', () => {
    const noisy = {
      ...line(Float32Array.from({ length: 1000 }, (_, i) => 2 + (i % 2) * 4)),
      weight: 'faint' as const,
    };
    const test = { ...line([5, 4, 3]), id: 'test', x: [0, 500, 999] };
    for (const every of [false, true]) {
      const drawing = lineLayout(chart([noisy, test]), size, new ChartCache(), every);
      expect(drawing.areas).toEqual([]);
      const [quiet, named] = drawing.lines;
      expect([quiet!.id, named!.id]).toEqual(['s0', 'test']);
      expect(quiet!.opacity).toBeLessThan(named!.opacity / 2);
      expect(quiet!.points.length).toBeLessThan(100);
      for (const y of quiet!.points.filter((_, i) => i % 2 === 1))
        expect(y).toBeCloseTo(drawing.y.position(4), 3);
    }
  });

  it('scales to the named curves, and says where a faint one lies outside, but for a spike', () => {
    const behind = Float32Array.from({ length: 1000 }, () => 3);
    const train = { ...line(behind), weight: 'faint' as const };
    const test = { ...line([4, 3, 2]), id: 'test', x: [0, 500, 999] };
    const alone = lineLayout(chart([test], { yScale: 'log' }), size);
    behind[500] = 2000;
    const spike = lineLayout(chart([{ ...train, y: behind.slice() }, test], { yScale: 'log' }), size);
    expect(spike.y.domain).toEqual(alone.y.domain);
    expect(spike.yTitle).toBe('loss');
    const far = lineLayout(chart([{ ...train, y: behind.map((v) => v * 20) }, test]), size);
    expect(far.yTitle).toBe('loss (pale curves partly outside)');
    expect(lineLayout(chart([{ ...train, y: behind.fill(60) }]), size).y.domain[1]).toBeGreaterThan(60);
    const table = lineTable(chart([{ ...train, y: behind.fill(2000) }, test], { sharedX: false }));
    expect(table.rows.some((row) => row[2] === 2000)).toBe(true);
  });

  it('tells the measures of a lane apart by weight alone: its dash is the lane’s', () => {
    const weights = ['strong', 'thin', 'hair'] as const;
    const drawing = lineLayout(
      chart(weights.map((weight, i) => ({ ...line([3, 2], 1), id: `s${i}`, weight, named: true }))),
      size,
    );
    expect(new Set(drawing.lines.map(({ dash }) => dash)).size).toBe(1);
    expect(new Set(drawing.lines.map(({ width }) => width)).size).toBe(3);
  });

  it('writes on a finished run which one it is, in the legend too', () => {
    const pinned = (tag: string, y: number[]) => ({
      ...line(y, 0, `Pin ${tag}`),
      id: tag,
      pinned: true,
      tag,
    });
    const many = Array.from({ length: 7 }, (_, i) => line([3, 2, 1, 1, 1], i));
    const drawing = lineLayout(
      chart([pinned('1', [5, 4, 3, 3, 3]), pinned('2', [6, 5, 4, 4, 4]), ...many]),
      size,
    );
    expect(new Set(drawing.tags.map(({ text }) => text))).toEqual(new Set(['1', '2']));
    for (const tag of drawing.tags) expect(drawing.y.invert(tag.y)).toBeGreaterThan(2.9);
    expect(drawing.legend.slice(0, 2).map(({ tag }) => tag)).toEqual(['1', '2']);
    expect(lineLayout(chart([pinned('1', [])]), size).tags).toEqual([]);
  });

  it('names a group once, so that two finished runs of five lanes leave room for the plot', () => {
    const lanes = Array.from({ length: 5 }, (_, i) => line([3, 2, 1, 1, 1], i));
    const run = (tag: string) =>
      lanes.map((one, i) => ({ ...one, id: `${tag}-${i}`, pinned: true, tag, group: `Pin ${tag}` }));
    const { legend } = lineLayout(chart([...run('1'), ...run('2'), ...lanes]), size);
    expect(legend.map(({ label, tag }) => [label, tag])).toEqual([
      ['Pin 1', '1'],
      ['Pin 2', '2'],
      ...lanes.map(({ label }) => [label, undefined]),
    ]);
  });

  it('puts a name where its curve ends, and draws no axes without values', () => {
    const short = { ...line([3, 2, 1], 0), x: [0, 1, 2] };
    const long = { ...line([6, 5, 5], 1), x: [0, 1, 10] };
    const { endLabels, x } = lineLayout(chart([short, long]), size);
    expect(endLabels[0]!.x).toBeCloseTo(x.position(2) + 10);
    expect(endLabels[1]!.x).toBeCloseTo(x.position(10) + 10);
  });

  it('smooths without losing the frame: the average leads, the raw values may widen it a little', () => {
    const raw = Float32Array.from({ length: 300 }, (_, i) => 3 + Math.sin(i));
    raw[150] = 90;
    const drawing = lineLayout(chart([line(raw)], { smoothing: 0.97 }), size);
    expect(drawing.y.domain[1]).toBeLessThan(10);
    expect(drawing.yTitle).toBe('loss (extremes cut off)');
  });

  it('shows several decades of quantities that differ so much', () => {
    const apart = line([0, 0.1, 3, 20, 60], 0, 'Non-cooperative');
    const together = line([0, 1e-4, 2e-4, 3e-4, 2e-4], 1, 'Dif-MAML');
    for (const count of [2, 3, 5]) {
      const cut = (one: typeof apart) => ({ ...one, x: one.x.slice(0, count), y: one.y });
      const drawing = lineLayout(chart([cut(together), cut(apart)], { yScale: 'log' }), size);
      expect(drawing.yTitle).toBe('loss');
      expect(drawing.y.domain[1]).toBeGreaterThan([0, 0, 0.1, 3, 20, 60][count]!);
    }
    const fewEarly = line([1e-4, 60], 0);
    expect(lineLayout(chart([fewEarly], { yScale: 'log' }), size).yTitle).toBe('loss');
  });

  it('draws the band of seeds smoothly where it is denser than the screen', () => {
    const y = Float32Array.from({ length: 4000 }, (_, i) => 3 + (i % 2));
    const band = { low: y.map((v) => v - 1), high: y.map((v) => v + 1) };
    const area = lineLayout(chart([{ ...line(y), band }]), size).areas.find((a) => a.id === 's0-band')!;
    const axis = lineLayout(chart([{ ...line(y), band }]), size).y;
    expect(Math.min(...area.points.filter((_, i) => i % 2 === 1))).toBeCloseTo(axis.position(4.5), 3);
  });

  it('keeps labels of edit marks inside the plot', () => {
    const marks = [0, 3, 9].map((x) => ({ x, label: 'α 0.02 → 0.01 and a long explanation of it' }));
    const drawing = lineLayout(chart([line(Array.from({ length: 10 }, (_, i) => i))], { marks }), {
      ...size,
      width: 300,
    });
    expect(drawing.marks).toHaveLength(3);
    expect(drawing.marks.at(-1)!.anchor).toBe('end');
    expect(drawing.marks[1]!.label.endsWith('…')).toBe(true);
  });

  it('does not let a diverging lane squash the others', () => {
    const tame = line(
      Float32Array.from({ length: 100 }, (_, i) => 4 / (1 + i)),
      0,
    );
    const wild = line([4, 3, 5, 1e3, 1e9, 1e20, 1e30], 1);
    const drawing = lineLayout(chart([tame, wild], { yScale: 'log' }), size);
    expect(drawing.y.domain[1]).toBeLessThan(1e6);
    expect(drawing.yTitle).toBe('loss (higher values cut off)');
  });

  it('survives tiny sizes', () => {
    const drawing = lineLayout(chart([line([1, 2])]), { width: 20, height: 12, scale: 1.5 });
    expect(drawing.plot.right).toBeGreaterThan(drawing.plot.left);
    expect(drawing.plot.bottom).toBeGreaterThan(drawing.plot.top);
  });
});

describe('what a line chart says', () => {
  const data = chart([
    { ...line([4, 2, 1]), band: { low: [3, 1, 0], high: [5, 3, 2] } },
    { id: 't', label: 'train', lane: 0, weight: 'faint' as const, x: [1], y: [7] },
  ]);

  it('tabulates by x, with bands and blanks', () => {
    expect(lineTable(data)).toEqual({
      columns: ['meta-iterations', 'Lane 0', 'Lane 0 (low)', 'Lane 0 (high)', 'train'],
      rows: [
        [0, 4, 3, 5, ''],
        [1, 2, 1, 3, 7],
        [2, 1, 0, 2, ''],
      ],
    });
  });

  it('tabulates series one below the other when x differs', () => {
    const table = lineTable({ ...data, sharedX: false });
    expect(table.columns).toEqual(['series', 'meta-iterations', 'loss', 'low', 'high']);
    expect(table.rows).toHaveLength(4);
  });

  it('sums up in words', () => {
    expect(lineSummary(data)).toBe('Meta-loss over meta-iterations. Lane 0: from 4 at 0 to 1 at 2.');
    expect(lineSummary(chart([]))).toContain('No values yet');
  });

  it('reads exact values at the nearest point and steps along the longest series', () => {
    const reading = readingAt(data, 1.2)!;
    expect(reading.x).toBe(1);
    expect(reading.values.map((v) => v.value)).toEqual([2, 7]);
    expect(stepReading(data, 1, 1)).toBe(2);
    expect(stepReading(data, 1, Number.NEGATIVE_INFINITY)).toBe(0);
    expect(readingAt(chart([]), 1)).toBeNull();
  });
});
