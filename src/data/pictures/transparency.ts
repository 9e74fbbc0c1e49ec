// What stands behind transparent pixels: white or black, whichever leaves the ink of all images visible.
import type { RawImage } from './resize.ts';

/** Black or white, as a value of 8 bits. */
export type Ground = 0 | 255;

/** Mean brightness 0…1 of what an image shows, by opacity; null where it is opaque throughout or shows nothing. */
export function shownBrightness({ channels, data, alpha }: RawImage): number | null {
  if (!alpha) return null;
  const top = data instanceof Uint16Array ? 65535 : 255;
  let [sum, weight] = [0, 0];
  for (let i = 0; i < alpha.length; i++)
    for (let c = 0; c < channels; c++) {
      sum += (alpha[i] * data[i * channels + c]) / top;
      weight += alpha[i];
    }
  return weight === 0 ? null : sum / weight;
}

/** The ground 0 or 255 that the least visible image stands out from most. */
export function chooseGround(brightness: readonly number[]): Ground {
  const least = Math.min(...brightness);
  const most = Math.max(...brightness);
  return brightness.length > 0 && least > 1 - most ? 0 : 255;
}

/** The image on its ground, opaque. */
export function onGround(image: RawImage, ground: Ground): RawImage {
  const { width, height, channels, data, alpha } = image;
  if (!alpha) return image;
  const paper = data instanceof Uint16Array ? ground * 257 : ground;
  const out = data.slice();
  for (let i = 0; i < alpha.length; i++)
    for (let c = 0; c < channels; c++) {
      const at = i * channels + c;
      if (alpha[i] < 255) out[at] = Math.round((data[at] * alpha[i] + paper * (255 - alpha[i])) / 255);
    }
  return { width, height, channels, data: out };
}
