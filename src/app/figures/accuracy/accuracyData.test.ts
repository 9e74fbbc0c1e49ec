// The accuracy band is a 95 % interval, over tasks for one seed and over the seeds for several, and says so.
import { expect, it } from 'vitest';
import { decodeLink } from '../../../experiment/link/link.ts';
import { testSeries } from '../shared/testing.ts';
import { accuracyData, accuracySubtitle } from './accuracyData.ts';

const { experiment } = decodeLink('#v=1&task=glyphs&lanes=maml~anil;seeds=5');
const series = [
  testSeries(3, { testAccuracy: 0.5, testAccuracyInterval: 0.04 }),
  testSeries(3, { testAccuracy: 0.5, testAccuracyInterval: 0.04, testAccuracySpread: 0.1 }),
];

it('is as wide as it says', () => {
  const bands = accuracyData({ experiment, series }).series.map(({ band }) => band?.high[2]);
  expect(bands[0]).toBeCloseTo(0.54, 6);
  // t of four degrees of freedom.
  expect(bands[1]).toBeCloseTo(0.5 + (2.776 * 0.1) / Math.sqrt(5), 6);
});

it('says over what', () => {
  const subtitle = (link: string) => accuracySubtitle({ experiment: decodeLink(link).experiment, series });
  expect(subtitle('#v=1&task=glyphs&lanes=maml~anil')).toContain('95 % interval over test tasks;');
  expect(subtitle('#v=1&task=glyphs&lanes=maml')).not.toContain('normalised together');
  expect(subtitle('#v=1&task=glyphs&model=cnn-8-8&lanes=maml')).toContain(
    'queries of a task are normalised together',
  );
  expect(subtitle('#v=1&task=glyphs&seeds=3&lanes=maml~anil')).toContain('95 % interval over seeds;');
  expect(accuracySubtitle({ experiment, series })).toContain(
    'over test tasks, or seeds where a lane has several;',
  );
});
