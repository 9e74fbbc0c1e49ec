// From snapshots to curves: bands, pins, edit marks.
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../../experiment/defaults.ts';
import { pinOf } from '../../compare/pins.ts';
import { bandOf, hasFinite, metricData } from '../shared/columns.ts';
import { testSeries } from '../shared/testing.ts';
import { editMarks } from './editMarks.ts';
import { metaLossData } from './metaLossData.ts';

const view = { xAxis: 'iterations', logY: true, curves: 'both', smoothing: 0 } as const;
const snapshot = {
  experiment: defaultExperiment,
  series: [
    testSeries(200, { testLoss: 1 }),
    testSeries(200, { testLoss: 1 }),
    testSeries(200, { testLoss: 1 }),
  ],
};

describe('metaLossData', () => {
  it('draws train and test of every lane that has curves', () => {
    expect(metaLossData(snapshot, view).series).toHaveLength(6);
    expect(
      metaLossData({ ...snapshot, series: [testSeries(3, { testLoss: 1 })] }, { ...view, curves: 'test' })
        .series,
    ).toHaveLength(1);
    expect(metaLossData(snapshot, { ...view, xAxis: 'seconds' }).series[0].x[10]).toBeCloseTo(1);
  });
  it('draws a band over seeds only where there are several', () => {
    expect(bandOf(Float32Array.of(1), Float32Array.of(Number.NaN))).toBeUndefined();
    expect(bandOf(Float32Array.of(2), Float32Array.of(0.5))).toEqual({
      low: Float32Array.of(1.5),
      high: Float32Array.of(2.5),
    });
  });
  it('draws the band over seeds of the train loss as well', () => {
    const one = testSeries(200, { testLoss: 1 });
    const train = { ...one.train, trainLossSpread: new Float32Array(200).fill(0.25) };
    const data = metaLossData({ ...snapshot, series: [{ ...one, train }] }, view);
    expect(data.series[0]).toMatchObject({ id: 'train-0', weight: 'faint' });
    expect(data.series[0].band?.high[7]).toBe(2.25);
    expect(data.series[1].band).toBeUndefined();
  });
  it('draws pinned lanes of the same task first, and none that is hidden', () => {
    const pin = pinOf({ ...snapshot, iteration: 200 }, '#v=1', 'Pin 1');
    const both = metaLossData(snapshot, { ...view, curves: 'test' }, [pin]);
    expect(both.series.map((one) => one.pinned ?? false)).toEqual([true, true, true, false, false, false]);
    expect(both.series[1]).toMatchObject({ label: 'Pin 1: FO-MAML', lane: 1 });
    expect(both.series.map(({ group }) => group)).toEqual([
      'Pin 1',
      'Pin 1',
      'Pin 1',
      ...Array(3).fill(undefined),
    ]);
    const others = { ...pin, lanes: pin.lanes.map((lane) => ({ ...lane, lane: 'ANIL' })) };
    const apart = metaLossData(snapshot, { ...view, curves: 'test' }, [others]);
    expect(apart.series[0]).toMatchObject({ label: 'Pin 1: ANIL' });
    expect(apart.series.map(({ group }) => group)).toEqual(Array(6).fill(undefined));
    expect(metaLossData(snapshot, view, [{ ...pin, hidden: true }]).series).toHaveLength(6);
    expect(metaLossData(snapshot, view, [{ ...pin, task: 'Glyphs' }]).series).toHaveLength(6);
  });
  it('is drawn over what training has evaluated; a pin from before that was counted is left out', () => {
    const at = { ...view, xAxis: 'hessian-products', curves: 'test' } as const;
    const pin = pinOf({ ...snapshot, iteration: 200 }, '#v=1', 'Pin 1');
    const data = metaLossData(snapshot, at, [pin]);
    expect(data.xLabel).toBe('Hessian-vector products');
    expect(data.series.map(({ x }) => x[10])).toEqual([20, 20, 20, 20, 20, 20]);
    const old = pin.lanes.map((lane) => ({
      ...lane,
      curve: lane.curve && { ...lane.curve, hessianProducts: undefined },
    }));
    expect(metaLossData(snapshot, at, [{ ...pin, lanes: old }]).series).toHaveLength(3);
  });
  it('says that joint training’s train loss is one before adaptation', () => {
    const lanes = (['maml', 'joint'] as const).map((preset) => ({ preset, overrides: {} }));
    const data = metaLossData({ ...snapshot, experiment: { ...defaultExperiment, lanes } }, view);
    expect(data.series.map(({ label }) => label)).toEqual([
      'MAML (train)',
      'MAML',
      'Joint training (train, before adaptation)',
      'Joint training',
    ]);
  });
  it('leaves out metrics that do not apply', () => {
    const rest = { title: 'x', yLabel: 'y', yScale: 'log' } as const;
    expect(metricData(snapshot, 'disagreement', rest).series).toEqual([]);
    expect(hasFinite(new Float32Array())).toBe(false);
  });
});

describe('editMarks', () => {
  const edits = [
    { iteration: 100, field: 'alpha', value: 0.02 },
    { iteration: 101, field: 'alpha', value: 0.03 },
    { iteration: 150, field: 'alpha', value: 0.05, lane: 1 },
  ] as const;
  it('joins changes in quick succession and names old and new', () => {
    const marks = editMarks({ ...snapshot, experiment: { ...defaultExperiment, edits } }, 'iteration');
    expect(marks.map((mark) => mark.label)).toEqual(['α 0.01 → 0.03', 'FO-MAML α 0.03 → 0.05']);
    expect(marks[0].x).toBe(101);
  });
  it('finds the place on other axes', () => {
    const marks = editMarks({ ...snapshot, experiment: { ...defaultExperiment, edits } }, 'seconds');
    expect(marks[0].x).toBeCloseTo(10.1);
  });
});
