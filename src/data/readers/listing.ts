// The list of files beside the page, datasets/index.json: a static server cannot be asked what it has, and every
// request for a file that is absent would stand in the console as an error.
import * as z from 'zod/mini';

export const LISTING_FILE = 'index.json';

/** Paths below datasets/ with their sizes in bytes. */
export type Listing = Readonly<Record<string, number>>;

const listing = z.record(z.string(), z.int().check(z.nonnegative()));

/** @throws where the text is not a list of files with their sizes */
export function readListing(text: string): Listing {
  return listing.parse(JSON.parse(text));
}

export function writeListing(files: Listing): string {
  return `${JSON.stringify(files, null, 1)}\n`;
}
