// Where arrow keys lead in a row with one Tab stop.
import { expect, it } from 'vitest';
import { rovingTarget } from './Roving.tsx';

it('moves around the row, to its ends, and leaves other keys alone', () => {
  expect(rovingTarget('ArrowRight', 0, 3)).toBe(1);
  expect(rovingTarget('ArrowRight', 2, 3)).toBe(0);
  expect(rovingTarget('ArrowLeft', 0, 3)).toBe(2);
  expect(rovingTarget('Home', 2, 3)).toBe(0);
  expect(rovingTarget('End', 0, 3)).toBe(2);
  expect(rovingTarget('ArrowDown', 1, 3)).toBeNull();
});
