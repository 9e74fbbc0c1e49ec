// Which data sets, from where and to where.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SET_NAMES, type SetName } from '../../data/catalogue.ts';
import { folderOf, oneOf } from '../shared/arguments.ts';

export interface Options {
  readonly names: readonly SetName[];
  /** Folder of local copies; null: the official addresses. */
  readonly from: string | null;
  readonly to: string;
  readonly listOnly: boolean;
}

/** @throws on an unknown name or option, naming it */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      to: { type: 'string', default: join('public', 'datasets') },
      list: { type: 'boolean', default: false },
    },
  });
  const { from, to, list } = values;
  return {
    names:
      positionals.length > 0 ? positionals.map((name) => oneOf('A data set', name, SET_NAMES)) : SET_NAMES,
    from: from === undefined ? null : folderOf('--from', from, 'local copies'),
    to,
    listOnly: list,
  };
}
