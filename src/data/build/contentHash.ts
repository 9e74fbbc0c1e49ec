// A short name for a set's content, for links: the same images in the same classes and parts give the same eight letters,
// whatever the archive's name, order and packing.
import { crc32 } from '../containers/inflate.ts';

/** `lines`: one for each image, in any order. `settings`: what else changes the pixels; defaults leave the hash alone. */
export function hashOf(lines: readonly string[], settings: readonly string[] = []): string {
  const extra = settings.filter((setting) => setting !== 'auto' && setting !== 'fit');
  const text = [...lines].sort().concat(extra).join('\n');
  return crc32(new TextEncoder().encode(text)).toString(16).padStart(8, '0');
}
