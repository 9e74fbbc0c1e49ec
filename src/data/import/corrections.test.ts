// A set that is corrected in the review is built of what was decoded for the first look: no file is read twice, and the set
// is the one that reading everything again would give.
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ImageMemory } from '../build/imageMemory.ts';
import { type Choices, NO_CHOICES } from '../choices.ts';
import { type GivenFile, givenBytes } from '../containers/source.ts';
import { decodeImage } from '../pictures/decode.ts';
import { createDataStore } from '../store/store.ts';
import { greyPng } from '../testing.ts';
import { inspect, type OpenSet, reopen } from './inspect.ts';
import type { ImportAnswer } from './messages.ts';
import { createImportSession } from './session.ts';

const png = (width: number, channels: 1 | 2 | 3, depth: 8 | 16, seed: number) => {
  const values = Array.from({ length: width * 12 * channels }, (_, i) => (i * (2 * seed + 3)) % 250);
  const data = depth === 16 ? Uint16Array.from(values, (v) => 16 * v) : Uint8Array.from(values);
  return encode({ width, height: 12, channels, depth, data });
};

/** Grey, colour, 16-bit and transparent images, some of them not square, and a damaged one. */
function zoo(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {
    'zoo/train/ape/damaged.png': greyPng(12, () => 9).slice(0, 60),
  };
  for (const i of [0, 1, 2, 3]) {
    const part = i === 3 ? 'test' : 'train';
    files[`zoo/${part}/ape/${i}.png`] = png(12, 1, 8, i);
    files[`zoo/${part}/bee/${i}.png`] = png(i === 1 ? 20 : 12, 3, 8, 10 + i);
    files[`zoo/${part}/cat/${i}.png`] = png(12, 1, 16, 20 + i);
    files[`zoo/${part}/dog/${i}.png`] = png(12, 2, 8, 30 + i);
  }
  return files;
}

/** The files, and how often any of them was read. */
function counted(files: Readonly<Record<string, Uint8Array>>): { given: GivenFile[]; reads: () => number } {
  let reads = 0;
  const given = Object.entries(files).map(([path, bytes]) => {
    const file = givenBytes(path, bytes);
    const slice: GivenFile['slice'] = (from, to) => {
      reads++;
      return file.slice(from, to);
    };
    return { ...file, slice };
  });
  return { given, reads: () => reads };
}

const CORRECTIONS: readonly Partial<Choices>[] = [
  { exclude: ['ape'] },
  { exclude: ['bee', 'cat'] },
  { exclude: ['cat', 'dog'], invert: 'yes' },
  { parts: { test: 'out' } },
  { invert: 'no' },
  {},
];

const resultOf = ({ set, summary }: OpenSet) => ({ set, summary });

describe('a correction', () => {
  for (const [how, files] of [
    ['loose files', zoo()],
    ['a zip', { 'zoo.zip': zipSync(zoo()) }],
  ] as const)
    it(`of ${how} reads and decodes nothing again, and gives what reading again gives`, async () => {
      const { given, reads } = counted(files);
      let decoded = 0;
      const decode: typeof decodeImage = (file, bytes) => {
        decoded++;
        return decodeImage(file, bytes);
      };
      const options = { decode, memory: new ImageMemory() };
      let [open] = (await inspect(given, null, options)).sets;
      const [before, once] = [reads(), decoded];
      expect(before).toBeGreaterThan(0);
      for (const correction of CORRECTIONS) {
        const choices = { ...NO_CHOICES, ...correction };
        const afresh = await reopen((await inspect(counted(files).given, null)).sets[0], choices, {});
        open = await reopen(open, choices, options);
        expect(resultOf(open)).toEqual(resultOf(afresh));
      }
      expect([reads(), decoded]).toEqual([before, once]);
    });

  it('of the shape reads the images again that are not square, and no others', async () => {
    const { given, reads } = counted(zoo());
    const options = { memory: new ImageMemory() };
    const [first] = (await inspect(given, null, options)).sets;
    const before = reads();
    const choices = { ...NO_CHOICES, shape: 'crop' as const };
    const open = await reopen(first, choices, options);
    expect(reads() - before).toBe(1);
    expect(resultOf(open)).toEqual(resultOf(await reopen(first, choices, {})));
  });

  it('reads what found no room in the memory, and gives the same', async () => {
    const { given, reads } = counted(zoo());
    const [grey, record] = [28 * 28, 300];
    const options = { memory: new ImageMemory(3 * (grey + record)) };
    const [first] = (await inspect(given, null, options)).sets;
    const before = reads();
    const choices = { ...NO_CHOICES, exclude: ['dog'] };
    const open = await reopen(first, choices, options);
    // 13 files are left, one of them the damaged one: three of them are remembered.
    expect(reads() - before).toBe(10);
    expect(resultOf(open)).toEqual(resultOf(await reopen(first, choices, {})));
  });

  it('in the page’s import reads no file', async () => {
    let reads = 0;
    const answers: ImportAnswer[] = [];
    const values = { get: async () => undefined, set: async () => {}, delete: async () => {} };
    const none = { ...values, entries: async () => [] };
    const handle = createImportSession(createDataStore(none, none, none), (answer) => answers.push(answer));
    const files = Object.entries(zoo()).map(([path, bytes]) => {
      const file = new File([bytes as Uint8Array<ArrayBuffer>], path);
      const whole = file.arrayBuffer.bind(file);
      file.arrayBuffer = () => {
        reads++;
        return whole();
      };
      return { path, file };
    });
    await handle({ kind: 'files', files });
    await handle({ kind: 'inspect', wanted: null });
    const before = reads;
    expect(before).toBeGreaterThan(0);
    await handle({ kind: 'revise', set: 0, choices: { ...NO_CHOICES, exclude: ['bee'] } });
    const answer = answers.at(-1);
    expect(answer?.kind === 'revised' && answer.reviewed.summary.classes.map(({ name }) => name)).toEqual([
      'ape',
      'cat',
      'dog',
    ]);
    expect(reads).toBe(before);
  });
});
