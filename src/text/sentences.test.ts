// Sentences repeat what somebody typed, but never much of it.
import { expect, it } from 'vitest';
import { excerpt, quoted } from './sentences.ts';

it('repeats short text as it is, on one line', () => {
  expect(quoted('fast')).toBe('"fast"');
  expect(excerpt('two\n  lines')).toBe('two lines');
});

it('cuts long text, however long and whatever it is made of', () => {
  for (const part of ['1', ' ', '\n', '𝛼', 'word '])
    for (const length of [41, 1000, 100_000])
      expect(excerpt(part.repeat(length)).length).toBeLessThanOrEqual(41);
});
