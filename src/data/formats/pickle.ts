// Python pickles of data, protocols 2 to 5: dicts, lists, texts, numbers and NumPy arrays, as CIFAR's Python version
// and the caches of miniImageNet and FC100 use them. Nothing is ever called: a pickle that names anything but NumPy's
// own array constructors is refused.
import { DataError } from '../errors.ts';
import { isElementType, type Numbers, readElements } from './array.ts';

export interface PickledArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickledArray
  | Pickled[]
  | Map<string, Pickled>;

/** What a pickle may name, and what stands for it here. */
const KNOWN: Readonly<
  Record<string, 'reconstruct' | 'ndarray' | 'dtype' | 'encode' | 'frombuffer' | 'scalar'>
> = {
  'numpy.core.multiarray _reconstruct': 'reconstruct',
  'numpy._core.multiarray _reconstruct': 'reconstruct',
  'numpy.core.multiarray scalar': 'scalar',
  'numpy._core.multiarray scalar': 'scalar',
  'numpy.core.numeric _frombuffer': 'frombuffer',
  'numpy._core.numeric _frombuffer': 'frombuffer',
  'numpy ndarray': 'ndarray',
  'numpy dtype': 'dtype',
  '_codecs encode': 'encode',
};

class Name {
  constructor(readonly is: (typeof KNOWN)[string]) {}
}
class Dtype {
  little = true;
  constructor(readonly type: string) {}
}
/** An array before its state is known. */
class Blank {
  array: PickledArray | null = null;
}
const MARK = Symbol('mark');
// biome-ignore lint/suspicious/noExplicitAny: the machine's stack holds values of every kind between opcodes
type Slot = any;

export function isPickledArray(value: unknown): value is PickledArray {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

/** Bytes of a pickled text: Python 2 wrote one character for each. */
function bytesOf(value: Slot): Uint8Array {
  return typeof value === 'string' ? Uint8Array.from(value, (c) => c.charCodeAt(0)) : value;
}

class Machine {
  private at = 0;
  private readonly view: DataView;
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, Slot>();

  constructor(
    private readonly label: string,
    private readonly bytes: Uint8Array,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private fail(what: string): never {
    throw new DataError(
      this.label,
      `${what}; of Python pickles only NumPy arrays, lists and texts can be read`,
    );
  }

  private take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new DataError(this.label, 'the pickle is truncated');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private uint(bytes: 1 | 2 | 4 | 8): number {
    const from = this.at;
    this.take(bytes);
    if (bytes === 8) return Number(this.view.getBigUint64(from, true));
    if (bytes === 4) return this.view.getUint32(from, true);
    return bytes === 2 ? this.view.getUint16(from, true) : this.view.getUint8(from);
  }

  private line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new DataError(this.label, 'the pickle is truncated');
    const text = latin1(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  private name(module: string, name: string): Name {
    const known = KNOWN[`${module} ${name}`];
    return known ? new Name(known) : this.fail(`it names ${module}.${name}`);
  }

  private toMark(): Slot[] {
    const from = this.stack.lastIndexOf(MARK);
    if (from < 0) this.fail('it is damaged');
    const items = this.stack.splice(from);
    return items.slice(1);
  }

  private integer(bytes: Uint8Array): number {
    let value = 0;
    for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + bytes[i];
    return bytes.length > 0 && bytes[bytes.length - 1] > 127 ? value - 256 ** bytes.length : value;
  }

  private call(of: Slot, args: Slot[]): Slot {
    if (!(of instanceof Name)) this.fail('it calls something');
    switch ((of as Name).is) {
      case 'reconstruct':
        return new Blank();
      case 'dtype':
        return new Dtype(String(args[0] instanceof Uint8Array ? latin1(args[0]) : args[0]));
      case 'encode':
        return Uint8Array.from(String(args[0]), (c) => c.charCodeAt(0));
      case 'frombuffer':
        return this.array(args[2], args[1], bytesOf(args[0]), args[3] === 'F');
      case 'scalar':
        return this.array([1], args[0], bytesOf(args[1]), false).data[0];
      case 'ndarray':
        return this.fail('it makes an array in an unknown way');
    }
  }

  private array(shape: number[], dtype: Slot, bytes: Uint8Array, fortran: boolean): PickledArray {
    if (!(dtype instanceof Dtype) || !isElementType(dtype.type) || !(bytes instanceof Uint8Array))
      this.fail(`it holds an array of type ${dtype instanceof Dtype ? dtype.type : 'unknown'}`);
    if (fortran && shape.length > 1) this.fail('it holds an array in column order');
    const count = shape.reduce((a, b) => a * b, 1);
    const { type, little } = dtype as Dtype;
    if (bytes.length < count * Number(type[1])) throw new DataError(this.label, 'the pickle is truncated');
    return { shape, data: readElements(bytes, type, count, little) };
  }

  private build(target: Slot, state: Slot): void {
    if (target instanceof Dtype) target.little = state[1] !== '>' && latin1(bytesOf(state[1])) !== '>';
    else if (target instanceof Blank)
      target.array = this.array(state[1], state[2], bytesOf(state[4]), state[3]);
    else this.fail('it sets the state of an object');
  }

  private setItems(items: Slot[]): void {
    const map = this.stack[this.stack.length - 1];
    if (!(map instanceof Map)) this.fail('it is damaged');
    for (let i = 0; i + 1 < items.length; i += 2) {
      const key = items[i];
      map.set(key instanceof Uint8Array ? latin1(key) : String(key), items[i + 1]);
    }
  }

  private append(items: Slot[]): void {
    const list = this.stack[this.stack.length - 1];
    if (!Array.isArray(list)) this.fail('it is damaged');
    for (const item of items) list.push(item);
  }

  /** Constants and texts; false where the opcode is none of them. */
  private pushed(op: string): boolean {
    const { stack } = this;
    const utf8 = (length: number) => new TextDecoder().decode(this.take(length));
    if (op === 'N') stack.push(null);
    else if (op === '\x88' || op === '\x89') stack.push(op === '\x88');
    else if (op === 'K') stack.push(this.uint(1));
    else if (op === 'M') stack.push(this.uint(2));
    else if (op === 'J') stack.push(this.uint(4) | 0);
    else if (op === '\x8a') stack.push(this.integer(this.take(this.uint(1))));
    else if (op === 'G') stack.push(new DataView(this.take(8).slice().buffer).getFloat64(0));
    else if (op === 'U') stack.push(latin1(this.take(this.uint(1))));
    else if (op === 'T') stack.push(latin1(this.take(this.uint(4))));
    else if (op === 'X') stack.push(utf8(this.uint(4)));
    else if (op === '\x8c') stack.push(utf8(this.uint(1)));
    else if (op === '\x8d') stack.push(utf8(this.uint(8)));
    else if (op === 'C') stack.push(this.take(this.uint(1)));
    else if (op === 'B') stack.push(this.take(this.uint(4)));
    else if (op === '\x8e' || op === '\x96') stack.push(this.take(this.uint(8)));
    else if (op === ']' || op === ')') stack.push([]);
    else if (op === '}') stack.push(new Map());
    else if (op === '(') stack.push(MARK);
    else return false;
    return true;
  }

  /** The memo: false where the opcode does not use it. */
  private remembered(op: string): boolean {
    const top = this.stack[this.stack.length - 1];
    if (op === 'q') this.memo.set(this.uint(1), top);
    else if (op === 'r') this.memo.set(this.uint(4), top);
    else if (op === '\x94') this.memo.set(this.memo.size, top);
    else if (op === 'h') this.stack.push(this.memo.get(this.uint(1)));
    else if (op === 'j') this.stack.push(this.memo.get(this.uint(4)));
    else return false;
    return true;
  }

  run(): Slot {
    const { stack } = this;
    for (;;) {
      const op = String.fromCharCode(this.uint(1));
      if (this.pushed(op) || this.remembered(op)) continue;
      if (op === '.') return stack.pop();
      if (op === '\x80') this.take(1);
      else if (op === '\x95') this.take(8);
      else if (op === 'c') stack.push(this.name(this.line(), this.line()));
      else if (op === '\x93') {
        const [module, name] = stack.splice(-2);
        stack.push(this.name(module, name));
      } else if (op === 't' || op === 'l') stack.push(this.toMark());
      else if (op === '\x85' || op === '\x86' || op === '\x87')
        stack.push(stack.splice(-(op.charCodeAt(0) - 0x84)));
      else if (op === 'd') {
        const items = this.toMark();
        stack.push(new Map());
        this.setItems(items);
      } else if (op === 's') this.setItems(stack.splice(-2));
      else if (op === 'u') this.setItems(this.toMark());
      else if (op === 'a') this.append(stack.splice(-1));
      else if (op === 'e') this.append(this.toMark());
      else if (op === 'R') {
        const [of, args] = stack.splice(-2);
        stack.push(this.call(of, args));
      } else if (op === 'b') this.build(stack[stack.length - 2], stack.pop());
      else if (op === '0') stack.pop();
      else if (op !== '\x97' && op !== '\x98') this.fail(`it uses opcode 0x${op.charCodeAt(0).toString(16)}`);
    }
  }
}

/** Arrays take the place of the blanks that stood for them while they were read. */
function settle(value: Slot): Pickled {
  if (value instanceof Blank) return value.array;
  if (Array.isArray(value)) return value.map(settle);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, settle(item)]));
  return value;
}

/** @throws DataError where the pickle is cut, damaged, or holds anything but data */
export function readPickle(label: string, bytes: Uint8Array): Pickled {
  return settle(new Machine(label, bytes).run());
}
