// Data files from datasets/ beside the page, where `npm run datasets` or the host has put them. Only files that its
// list names are asked for.
import { messageOf } from '../../text/sentences.ts';
import { givenFile, lazySource } from '../containers/source.ts';

import { DataError } from '../errors.ts';
import { LISTING_FILE, type Listing, readListing } from './listing.ts';
import { type DataReader, isOfSet } from './types.ts';

/** `base` is the folder's address with a trailing slash. The list is read once, on the first question. */
export function createHttpReader(base: string, get: typeof fetch = fetch): DataReader {
  /** A file's answer; null where the server has none. */
  async function ask(path: string, cache?: RequestCache): Promise<Response | null> {
    const address = base + path.split('/').map(encodeURIComponent).join('/');
    let response: Response;
    try {
      response = await get(address, cache ? { cache } : undefined);
    } catch (error) {
      throw new DataError(path, `it could not be fetched from ${address} (${messageOf(error)})`);
    }
    if (response.status === 404) return null;
    if (!response.ok) throw new DataError(path, `the server answered ${response.status} for ${address}`);
    // Servers for single-page sites answer a missing file with their index page.
    return response.headers.get('content-type')?.startsWith('text/html') ? null : response;
  }

  let listed: Promise<Listing> | null = null;
  async function readList(): Promise<Listing> {
    const answer = await ask(LISTING_FILE, 'no-cache');
    if (answer === null) return {};
    try {
      return readListing(await answer.text());
    } catch {
      throw new DataError(
        LISTING_FILE,
        `the list of data files at ${base}${LISTING_FILE} cannot be read: write it anew with "npm run datasets -- --list"`,
      );
    }
  }
  const list = () => {
    listed ??= readList();
    return listed;
  };

  /** Names alone are no reason to fail: what is kept in the browser works without the server. */
  const known = () => list().catch((): Listing => ({}));

  const load = async (path: string): Promise<Uint8Array> => {
    const answer = await ask(path);
    if (answer === null)
      throw new DataError(path, `the server has no such file at ${base}, though its list names it`);
    return new Uint8Array(await answer.arrayBuffer());
  };

  return {
    async files(setName) {
      const ours = Object.entries(await list()).filter(([path]) => isOfSet(path, setName));
      return ours.map(([path, size]) =>
        givenFile(
          path,
          lazySource(size, () => load(path)),
        ),
      );
    },
    async names() {
      return [...new Set(Object.keys(await known()).map((path) => path.split('/')[0].replace(/\.zip$/, '')))];
    },
    async stamp(setName) {
      const ours = Object.entries(await known()).filter(([path]) => isOfSet(path, setName));
      return ours.map(([path, size]) => `${path} ${size}`).join(',');
    },
  };
}
