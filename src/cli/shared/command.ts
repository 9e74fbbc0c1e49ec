// How a command of this folder ends: 2 with its usage where its arguments cannot be read, 1 where it cannot do
// what was asked, each with one clear sentence on standard error.

import { messageOf } from '../../text/sentences.ts';

/** Reads the process's arguments and does the work; sets the exit status. */
export async function runCommand<Options>(
  read: (args: string[]) => Options,
  main: (options: Options) => Promise<void>,
  usage: string,
): Promise<void> {
  let options: Options;
  try {
    options = read(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`);
    process.exitCode = 2;
    return;
  }
  try {
    await main(options);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
