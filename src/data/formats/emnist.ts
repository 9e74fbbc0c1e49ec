// EMNIST (Cohen et al. 2017) stores its images transposed, and its labels as places in an alphabet of its own.

const DIGITS = [...'0123456789'];
const CAPITALS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const SMALL = [...'abcdefghijklmnopqrstuvwxyz'];
/** Small letters that "balanced" and "bymerge" keep apart from their capitals. */
const KEPT_SMALL = [...'abdefghnqrt'];

const ALPHABETS: Readonly<Record<string, readonly string[]>> = {
  // Labels of "letters" begin with 1.
  letters: ['', ...SMALL],
  digits: DIGITS,
  mnist: DIGITS,
  balanced: [...DIGITS, ...CAPITALS, ...KEPT_SMALL],
  bymerge: [...DIGITS, ...CAPITALS, ...KEPT_SMALL],
  byclass: [...DIGITS, ...CAPITALS, ...SMALL],
};

export interface Emnist {
  readonly name: string;
  readonly alphabet: readonly string[];
}

/** Which of EMNIST's sets the names say; letters too where labels are 1…26 and no name tells. */
export function emnistOf(path: string, labels: readonly number[]): Emnist | null {
  const split = /emnist[-_ ]*(letters|digits|mnist|balanced|bymerge|byclass)/i.exec(path)?.[1]?.toLowerCase();
  const inferred = /emnist/i.test(path) && labels.length > 0 && labels[0] === 1 && labels.length === 26;
  const name = split ?? (inferred ? 'letters' : null);
  return name ? { name: `emnist-${name}`, alphabet: ALPHABETS[name] } : null;
}

/** EMNIST's set that labels can be of, where the user says that it is EMNIST. */
export function emnistByLabels(labels: readonly number[]): Emnist {
  const most = Math.max(...labels);
  const name =
    most < 10 ? 'digits' : most < 27 && !labels.includes(0) ? 'letters' : most < 47 ? 'balanced' : 'byclass';
  return { name: `emnist-${name}`, alphabet: ALPHABETS[name] };
}

/** The images with rows and columns exchanged; square images only. */
export function transposed(pixels: Uint8Array, side: number): Uint8Array {
  const out = new Uint8Array(pixels.length);
  const area = side * side;
  for (let from = 0; from < pixels.length; from += area)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) out[from + x * side + y] = pixels[from + y * side + x];
  return out;
}
