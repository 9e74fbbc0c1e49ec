// npm run datasets -- [mnist fashion-mnist omniglot cifar-fs] [--from DIR] [--to DIR] [--list]
// Puts data files into public/datasets/, each with its checksum verified, and writes the folder's list of files, which
// the page reads; --list does only that.
import { join } from 'node:path';
import { LISTING_FILE } from '../../data/readers/listing.ts';
import { runCommand } from '../shared/command.ts';
import { fetchDatasets, listDatasets } from './fetchDatasets.ts';
import { type Options, readOptions } from './options.ts';

const USAGE = 'npm run datasets -- [NAMES…] [--from DIR] [--to DIR] [--list]';

async function main({ listOnly, ...wanted }: Options): Promise<boolean> {
  if (listOnly) {
    console.log(`${join(wanted.to, LISTING_FILE)}: ${await listDatasets(wanted.to)} files`);
    return true;
  }
  const { missing, empty } = await fetchDatasets({ ...wanted, fetch, print: console.log });
  await listDatasets(wanted.to);
  // Local copies may be a part of a set on purpose: it is a failure only when no asked set got anything.
  return wanted.from === null ? missing === 0 : empty.length < wanted.names.length;
}

await runCommand({ usage: USAGE, read: readOptions, main });
