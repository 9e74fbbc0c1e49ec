// Option values: what is taken, and that a wrong one is answered with what is right.
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { folderOf, needed, oneOf, positiveNumber, someOf, wholeNumber } from './arguments.ts';

describe('option values', () => {
  it('are taken where they are right', () => {
    expect(needed({ out: 'x', link: 'y' }, ['link', 'out'])).toEqual({ out: 'x', link: 'y' });
    expect(oneOf('--path', 'ops', ['kernels', 'ops'])).toBe('ops');
    expect(someOf('--only', 'b, a', ['a', 'b', 'c'])).toEqual(['b', 'a']);
    expect(someOf('--only', undefined, ['a', 'b'])).toEqual(['a', 'b']);
    expect(wholeNumber('--iterations', '0', 0)).toBe(0);
    expect(positiveNumber('--seconds', '0.4')).toBe(0.4);
    expect(folderOf('--data', tmpdir(), 'files')).toBe(tmpdir());
  });

  it.each([
    [() => needed({ out: 'x' }, ['link', 'iterations', 'out']), '--link, --iterations and --out are needed'],
    [() => needed({ out: '' }, ['out']), '--out is needed'],
    [() => oneOf('--path', 'magic', ['kernels', 'ops']), '--path is one of kernels, ops, not "magic"'],
    [() => someOf('--only', 'a,z', ['a', 'b']), '--only is one of a, b, not "z"'],
    [() => wholeNumber('--threads', '0', 1), '--threads is a whole number from 1 on, not "0"'],
    [() => wholeNumber('--iterations', '', 0), '--iterations is a whole number from 0 on, not ""'],
    [() => wholeNumber('--iterations', '1.5', 0), 'not "1.5"'],
    [() => positiveNumber('--seconds', 'NaN'), '--seconds is a positive number, not "NaN"'],
    [() => positiveNumber('--seconds', 'Infinity'), 'not "Infinity"'],
    [
      () => folderOf('--data', 'nowhere', 'data files'),
      '--data is a folder of data files; "nowhere" is none',
    ],
  ])('say what is right where they are wrong (%#)', (read, message) => {
    expect(read).toThrow(message);
  });
});
