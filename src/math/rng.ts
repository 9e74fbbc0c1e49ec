// Seeded, counter-based random numbers (Philox4x32-10, Salmon et al. 2011). A stream is a pure function of
// its seed and key, so what one part of a run draws never depends on what another part has drawn.

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

/** Upper 32 bits of the product of two unsigned 32-bit numbers, by 16-bit halves (no BigInt). */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const first = aHigh * bLow + ((aLow * bLow) >>> 16);
  const second = aLow * bHigh + (first & 0xffff);
  return (aHigh * bHigh + (first >>> 16) + (second >>> 16)) | 0;
}

/** One Philox4x32-10 block: four 32-bit words from a 4-word counter and a 2-word key. */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  const out: [number, number, number, number] = [0, 0, 0, 0];
  block(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
  return [out[0] >>> 0, out[1] >>> 0, out[2] >>> 0, out[3] >>> 0];
}

function block(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: [number, number, number, number],
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(M0, c0);
    const low0 = Math.imul(M0, c0);
    const high1 = multiplyHigh(M1, c2);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** FNV-1a over UTF-16 code units; signed 32-bit. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** MurmurHash3's finaliser: every input bit reaches every output bit. */
function finalise(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export type IndexArray = number[] | Int32Array | Uint32Array | Uint16Array;

export interface Stream {
  /** 24 random bits in [0, 1): exact in 32-bit floats, never rounded up to 1. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Unbiased integer in 0 … n − 1. */
  integer(n: number): number;
  /** 32 random bits, unsigned. */
  bits(): number;
  /** Shuffles in place (Fisher–Yates) and returns the array. */
  shuffle<T extends IndexArray>(indices: T): T;
}

class PhiloxStream implements Stream {
  private readonly words: [number, number, number, number] = [0, 0, 0, 0];
  private position = 4;
  private counter = 0;
  private spare = Number.NaN;

  constructor(
    private readonly c1: number,
    private readonly c2: number,
    private readonly c3: number,
    private readonly k0: number,
    private readonly k1: number,
  ) {}

  bits(): number {
    if (this.position === 4) {
      block(this.counter, this.c1, this.c2, this.c3, this.k0, this.k1, this.words);
      this.counter = (this.counter + 1) | 0;
      this.position = 0;
    }
    return this.words[this.position++] >>> 0;
  }

  uniform(): number {
    return (this.bits() >>> 8) / 16777216;
  }

  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = Number.NaN;
      return value;
    }
    // Box–Muller; the half keeps the logarithm's argument above 0.
    const radius = Math.sqrt(-2 * Math.log((this.bits() + 0.5) / 4294967296));
    const angle = (2 * Math.PI * this.bits()) / 4294967296;
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) {
      throw new Error(`integer(n) needs a whole number n from 1 to 2^32, got ${n}.`);
    }
    // Draws beyond the last full multiple of n would favour small results: draw again.
    const limit = 4294967296 - (4294967296 % n);
    let word = this.bits();
    while (word >= limit) word = this.bits();
    return word % n;
  }

  shuffle<T extends IndexArray>(indices: T): T {
    for (let i = indices.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = indices[i];
      indices[i] = indices[j];
      indices[j] = swapped;
    }
    return indices;
  }
}

/**
 * The stream of `seed` and `key`, for example `createStream(seed, 'train', iteration, agent, slot)`.
 * Different keys give independent streams; text and whole numbers may be mixed. Numbers must be whole.
 */
export function createStream(seed: number, ...key: (number | string)[]): Stream {
  // Three differently seeded digests of the key fill the counter's upper words; the seed is the Philox key.
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  let c = 0x13198a2e;
  for (let i = 0; i < key.length; i++) {
    const part = key[i];
    const text = typeof part === 'string';
    if (!text && !Number.isInteger(part))
      throw new Error(`A stream's key holds text and whole numbers, got ${part}.`);
    const low = text ? hashText(part) : part | 0;
    // Beyond 32 bits the upper word counts too; text is kept apart from numbers.
    const high = text ? 0x5bd1e995 ^ part.length : Math.floor(part / 4294967296) | 0;
    a = finalise(Math.imul(a, 31) ^ low ^ Math.imul(high, 0x27d4eb2f)) + i;
    b = finalise((Math.imul(b, 37) + low) ^ Math.imul(high, 0x165667b1)) ^ a;
    c = finalise((Math.imul(c, 41) ^ Math.imul(low, 0x9e3779b1)) + high) + b;
  }
  if (!Number.isInteger(seed)) throw new Error(`A seed is a whole number, got ${seed}.`);
  return new PhiloxStream(a | 0, b | 0, c | 0, seed | 0, Math.floor(seed / 4294967296) | 0);
}
