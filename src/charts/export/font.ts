// The page's font inside an SVG: only the files of the scripts that its texts use, so that the drawing looks the same
// where the font is not installed, and in a picture of it, which loads nothing.
import greek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url';
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';

const SUBSETS = [
  { url: latin, range: 'U+0000-00FF,U+2000-206F,U+2191,U+2193,U+2212', has: /[\0-\u00ff\u2000-\u206f]/ },
  { url: greek, range: 'U+0370-03FF', has: /[\u0370-\u03ff]/ },
] as const;

const loaded = new Map<string, Promise<string>>();

/** A font file as a data address; read once. */
function dataAddress(url: string): Promise<string> {
  let address = loaded.get(url);
  if (!address) {
    address = fetch(url).then(async (answer) => {
      if (!answer.ok) throw new Error(`the font could not be read (${answer.status}).`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192)
        text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return `data:font/woff2;base64,${btoa(text)}`;
    });
    // What failed may be tried again.
    address.catch(() => loaded.delete(url));
    loaded.set(url, address);
  }
  return address;
}

/** CSS with the parts of the font that these texts need. */
export async function fontFor(markup: string): Promise<string> {
  const texts = [...markup.matchAll(/>([^<]+)</g)].map(([, text]) => text).join('');
  const faces = SUBSETS.filter(({ has }) => has.test(texts)).map(async ({ url, range }) => {
    const source = await dataAddress(url);
    return `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(${source}) format("woff2");unicode-range:${range}}`;
  });
  return (await Promise.all(faces)).join('');
}
