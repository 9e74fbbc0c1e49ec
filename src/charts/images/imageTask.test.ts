// The image task's layout, answers and words.
import { describe, expect, it } from 'vitest';
import {
  accuracyAt,
  answerOf,
  type ImageTaskData,
  imageTaskLayout,
  imageTaskSummary,
  imageTaskTable,
} from './imageTaskLayout.ts';

const size = { width: 560, height: 380, scale: 1 };

describe('image tasks', () => {
  const image = new Float32Array(4).fill(0.5);
  const data: ImageTaskData = {
    image: { width: 2, height: 2, channels: 1 },
    ways: 2,
    support: [
      { image, label: 0 },
      { image, label: 1 },
    ],
    query: [
      { image, label: 0 },
      { image, label: null },
    ],
    lanes: [{ lane: 0, label: 'MAML', trained: 1, probabilities: [0.4, 0.6, 0.5, 0.5, 0.9, 0.1, 0.2, 0.8] }],
  };

  it('answers before and after', () => {
    const lane = data.lanes[0]!;
    expect(answerOf(data, lane, 0, 0)).toEqual({ predicted: 1, confidence: 0.6, correct: false });
    expect(answerOf(data, lane, 0, 1)).toEqual({ predicted: 0, confidence: 0.9, correct: true });
    expect(answerOf(data, lane, 1, 1)!.correct).toBeNull();
    expect(accuracyAt(data, lane, 1)).toBe(1);
    expect(imageTaskTable(data).rows).toHaveLength(4);
    expect(imageTaskSummary(data)).toContain('MAML: 0 % right before and 100 % after 1 inner step');
  });

  it('shows images as large as there is room for, the answers beside them', () => {
    const many = {
      ...data,
      query: Array.from({ length: 12 }, (_, i) => ({ image, label: i % 2 })),
      lanes: [{ ...data.lanes[0]!, probabilities: new Array(2 * 12 * 2).fill(0.5) }],
    };
    const hero = imageTaskLayout(many, { width: 720, height: 560, scale: 1 });
    const small = imageTaskLayout(many, { width: 340, height: 240, scale: 1 });
    expect(hero.thumb).toBeGreaterThan(80);
    expect(hero.support[0]!.size).toBeGreaterThan(90);
    expect(small.thumb).toBeLessThan(hero.thumb);
    for (const { size: box, thumb, query } of [hero, small]) {
      expect(query.length).toBeGreaterThanOrEqual(2);
      for (const { x, y, strips } of query) {
        expect(y + thumb).toBeLessThanOrEqual(box.height);
        expect(strips[0]!.cells[0]!.x).toBeGreaterThan(x + thumb);
        expect(strips[0]!.textX).toBeLessThan(box.width);
      }
    }
  });

  it('draws crisp thumbnails and a cell per step, and takes nothing', () => {
    const drawing = imageTaskLayout(data, size);
    expect(drawing.support).toHaveLength(2);
    expect(drawing.support[0]!.href).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(drawing.query[0]!.strips[0]!.cells).toHaveLength(2);
    const none = imageTaskLayout({ ...data, ways: 0, support: [], query: [], lanes: [] }, size);
    expect(none.empty).toBe('No task yet');
    const nan = imageTaskLayout(
      { ...data, lanes: [{ ...data.lanes[0]!, probabilities: new Array(8).fill(Number.NaN) }] },
      size,
    );
    expect(nan.query[0]!.strips).toHaveLength(0);
  });
});
