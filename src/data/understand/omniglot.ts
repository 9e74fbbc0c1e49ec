// Omniglot by its paths: …/<Alphabet>/characterNN/<id>_<drawing>.png, with alphabets that Omniglot has, in one archive or
// in several, packed or unpacked. images_evaluation is the test part.
import type { Leaf } from '../containers/unpack.ts';

const PATH = /(?:^|\/)([^/]+)\/(character\d+)\/(\d+_\d+)\.png$/i;

const ALPHABETS = new Set(
  (
    'Alphabet_of_the_Magi,Anglo-Saxon_Futhorc,Arcadian,Armenian,Asomtavruli_(Georgian),Balinese,Bengali,' +
    'Blackfoot_(Canadian_Aboriginal_Syllabics),Braille,Burmese_(Myanmar),Cyrillic,Early_Aramaic,Futurama,Grantha,Greek,' +
    'Gujarati,Hebrew,Inuktitut_(Canadian_Aboriginal_Syllabics),Japanese_(hiragana),Japanese_(katakana),Korean,Latin,' +
    'Malay_(Jawi_-_Arabic),Mkhedruli_(Georgian),N_Ko,Ojibwe_(Canadian_Aboriginal_Syllabics),Sanskrit,' +
    'Syriac_(Estrangelo),Tagalog,Tifinagh,Angelic,Atemayar_Qelisayer,Atlantean,Aurek-Besh,Avesta,Ge_ez,Glagolitic,' +
    'Gurmukhi,Kannada,Keble,Malayalam,Manipuri,Mongolian,Old_Church_Slavonic_(Cyrillic),Oriya,Sylheti,Syriac_(Serto),' +
    'Tengwar,Tibetan,ULOG'
  ).split(','),
);

export interface OmniglotCharacter {
  readonly alphabet: string;
  readonly character: string;
  readonly evaluation: boolean;
  /** Each drawing once (the two small zips share Greek and Latin), by its name. */
  readonly drawings: ReadonlyMap<string, Leaf>;
}

/** Whether a group's images are Omniglot's: nearly all lie in its kind of folders, below alphabets of its own. */
export function isOmniglot(images: readonly Leaf[]): boolean {
  const matches = images.map(({ path }) => PATH.exec(path)).filter((match) => match !== null);
  const known = matches.filter((match) => ALPHABETS.has(match[1]));
  return matches.length > 0 && matches.length >= 0.9 * images.length && known.length >= 0.5 * matches.length;
}

/** Characters in a fixed order. */
export function collectOmniglot(leaves: readonly Leaf[]): OmniglotCharacter[] {
  const found = new Map<string, OmniglotCharacter & { drawings: Map<string, Leaf> }>();
  for (const leaf of leaves) {
    const match = PATH.exec(leaf.path);
    if (!match) continue;
    const [, alphabet, character, drawing] = match;
    const key = `${alphabet}/${character}`;
    const evaluation = /images_evaluation/.test(leaf.label);
    const item = found.get(key) ?? { alphabet, character, evaluation, drawings: new Map() };
    if (!item.drawings.has(drawing)) item.drawings.set(drawing, leaf);
    found.set(key, item);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}
