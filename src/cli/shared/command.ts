// How every command ends: 0 where what was asked is done, 1 where it cannot be, 2 with its usage where its arguments
// cannot be read, each failure with one clear sentence on standard error.
import { messageOf } from '../../text/sentences.ts';

export interface Command<Options> {
  /** The command line, for people. */
  readonly usage: string;
  /** @throws where the arguments are wrong, saying what is right */
  readonly read: (args: string[]) => Options;
  /** False, or an error: not done. */
  readonly main: (options: Options) => Promise<boolean>;
}

/** Reads the process's arguments and does the work; sets the exit status. */
export async function runCommand<Options>({ usage, read, main }: Command<Options>): Promise<void> {
  let options: Options;
  try {
    options = read(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\nUsage: ${usage}`);
    process.exitCode = 2;
    return;
  }
  try {
    if (!(await main(options))) process.exitCode = 1;
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
