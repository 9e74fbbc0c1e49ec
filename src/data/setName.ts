// A set's name as it can stand in a link: letters, digits, hyphens.
import { isSetName } from './catalogue.ts';
import { crc32 } from './containers/inflate.ts';

export function setNameFor(fileName: string): string {
  const bare = (fileName.split('/').at(-1) ?? '')
    .replace(/\.(zip|tar|tgz|tar\.gz|gz|bin|npz|npy|csv|tsv|txt)$/i, '')
    .normalize('NFKD');
  const name = bare
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name !== '') return isSetName(name) ? `my-${name}` : name;
  // Two names in other scripts must not become one set.
  const letters = /[\p{L}\p{N}]/u.test(bare);
  return letters ? `my-images-${crc32(new TextEncoder().encode(bare)).toString(36)}` : 'my-images';
}
