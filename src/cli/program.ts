import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { exitCodes } from './exit-codes.ts';
import { printFailure, toFailure } from './failure.ts';
import { watchOutputs } from './output/closed-output.ts';
import { stdout } from './output/sink.ts';
import { keepHangupIgnored } from './terminal/hangup.ts';

/**
 * The command line: names, flags, help. Each command loads what it needs when it is called and answers with its exit
 * code; whatever it throws ends here, as words.
 */
export async function main(argv: readonly string[]): Promise<void> {
  keepHangupIgnored();
  watchOutputs();
  await runCommand(argv);
  await stdout().end();
  // What a dropped output still holds would keep the process until somebody reads it.
  if (stdout().dropped()) process.exit();
}

async function runCommand(argv: readonly string[]): Promise<void> {
  try {
    await createProgram((code) => {
      process.exitCode = code;
    }).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    const failure = toFailure(error);
    printFailure(failure);
    process.exitCode = failure.exitCode;
  }
}
