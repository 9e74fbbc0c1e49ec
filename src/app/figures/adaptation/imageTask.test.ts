// Image tasks for the chart: classes, shapes, own drawings, and probabilities among the drawn classes.
import { describe, expect, it } from 'vitest';
import { defaultFor } from '../../../experiment/defaults.ts';
import type { AdaptationView } from '../../../protocol/views.ts';
import { amongDrawn, imageShape, imageTaskData, ownImageTask, taskImages } from './imageTask.ts';

const view: AdaptationView = {
  iteration: 3,
  choice: 'drawn',
  index: 0,
  name: '2 ways',
  steps: 1,
  inputs: 4,
  outputs: 2,
  supportX: new Float32Array(8),
  supportY: Float32Array.of(1, 0, 0, 1),
  queryX: new Float32Array(4),
  queryY: Float32Array.of(0, 1),
  lanes: [{ lane: 0, outputs: Float32Array.of(0.5, 0.5, 0.1, 0.9) }],
};

describe('image tasks', () => {
  it('reads classes from one-hot targets', () => {
    const data = imageTaskData(view, defaultFor('glyphs'), 0, null);
    expect(data?.support.map((one) => one.label)).toEqual([0, 1]);
    expect(data?.query.map((one) => one.label)).toEqual([1]);
    expect(
      imageTaskData({ ...view, queryY: new Float32Array() }, defaultFor('glyphs'), 0, 1)?.query[0].label,
    ).toBe(null);
  });
  it('offers a drawn task’s images by class, support before query', () => {
    const full = {
      ...view,
      supportX: Float32Array.from({ length: 8 }, (_, i) => i),
      queryX: new Float32Array(4),
    };
    const { classes, query } = taskImages(full);
    expect(classes.map((images) => images.map((image) => image[1]))).toEqual([[1], [5, 0]]);
    expect(query).toHaveLength(1);
  });
  it('knows square images only', () => {
    expect(imageShape(784)).toEqual({ height: 28, width: 28, channels: 1 });
    expect(imageShape(3072)).toEqual({ height: 32, width: 32, channels: 3 });
    expect(imageShape(7)).toBeNull();
  });
  it('waits until every pad is drawn on', () => {
    const ink = Float32Array.of(1, 0, 0, 0);
    const some = { kept: [], current: ink };
    expect(ownImageTask([some, { kept: [], current: null }], ink)).toBeNull();
    expect(ownImageTask([some, some], null)).toBeNull();
    expect(ownImageTask([some, some], ink)).toMatchObject({ ways: 2, supportClass: Int32Array.of(0, 1) });
  });
  it('takes kept examples with the one on the pad', () => {
    const ink = Float32Array.of(1, 0, 0, 0);
    const task = ownImageTask(
      [
        { kept: [ink, ink], current: null },
        { kept: [ink], current: ink },
      ],
      ink,
    );
    expect(task?.supportClass).toEqual(Int32Array.of(0, 0, 1, 1));
    expect(task?.supportX).toHaveLength(16);
  });
  it('shares probabilities among the drawn classes', () => {
    const among = amongDrawn(Float32Array.of(0.2, 0.2, 0.6, 0.3, 0.1, 0.6), 3, 2);
    [0.5, 0.5, 0.75, 0.25].forEach((p, i) => {
      expect(among[i]).toBeCloseTo(p, 6);
    });
    const own: AdaptationView = {
      ...view,
      choice: 'own',
      outputs: 3,
      supportY: Float32Array.of(1, 0, 0, 0, 1, 0),
      queryY: new Float32Array(),
      lanes: [{ lane: 0, outputs: Float32Array.of(0.2, 0.2, 0.6, 0.3, 0.1, 0.6) }],
    };
    const data = imageTaskData(own, defaultFor('glyphs'), 0, null);
    expect(data?.ways).toBe(2);
    expect(data?.lanes[0].probabilities[2]).toBeCloseTo(0.75, 6);
  });
});
