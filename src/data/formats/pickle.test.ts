// Pickles of data are read; one that names anything but NumPy's arrays is refused before anything comes of it.
import { describe, expect, it } from 'vitest';
import { readPickle } from './pickle.ts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  );

describe('pickles', () => {
  it('of texts, numbers and lists are read (protocol 2)', () => {
    // {'a': [1, 300, None], 'b': True}
    const pickle = bytes([0x80, 2], '}(U', [1], 'a](K', [1], 'M', [0x2c, 1], 'NeU', [1], 'b', [0x88], 'u.');
    expect(readPickle('x', pickle)).toEqual(
      new Map<string, unknown>([
        ['a', [1, 300, null]],
        ['b', true],
      ]),
    );
  });

  it('that name a function are refused, and cut ones too', () => {
    const evil = bytes([0x80, 2], 'cos\nsystem\n(U', [2], 'ls', 'tR.');
    expect(() => readPickle('train', evil)).toThrow(
      /^train: it names os\.system; of Python pickles only NumPy/,
    );
    expect(() => readPickle('train', bytes([0x80, 2], 'U', [9], 'ab'))).toThrow(
      /^train: the pickle is truncated/,
    );
    expect(() => readPickle('train', bytes([0x80, 2], 'P1\n.'))).toThrow(/^train: it uses opcode 0x50/);
  });
});
