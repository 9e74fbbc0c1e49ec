// Data files from public/datasets/ beside the page, where `npm run datasets` has put them.
import { DataError } from '../errors.ts';
import type { DataReader } from './types.ts';

/** `base` is the folder's address with a trailing slash. */
export function createHttpReader(base: string, get: typeof fetch = fetch): DataReader {
  return {
    async read(path) {
      const address = base + path.split('/').map(encodeURIComponent).join('/');
      let response: Response;
      try {
        response = await get(address);
      } catch (error) {
        throw new DataError(path, `it could not be fetched from ${address} (${(error as Error).message})`);
      }
      if (response.status === 404) return null;
      if (!response.ok) throw new DataError(path, `the server answered ${response.status} for ${address}`);
      // Servers for single-page sites answer a missing file with their index page.
      if (response.headers.get('content-type')?.startsWith('text/html')) return null;
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
