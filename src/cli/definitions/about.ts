import type { Command } from 'commander';
import type { Finish } from './finish.ts';

function addVersion(program: Command, finish: Finish): void {
  program
    .command('version')
    .summary('the version of Outrider and of the engine')
    .action(async (_options: unknown, command: Command) => {
      const { showVersion } = await import('../commands/version.ts');
      finish(await showVersion(command.optsWithGlobals()));
    });
}

/** The commands about Outrider itself. */
export function addAboutCommands(program: Command, finish: Finish): void {
  addVersion(program, finish);
}
