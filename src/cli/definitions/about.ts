import { type Command, Option } from 'commander';
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

function addDoctor(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .summary('what this engine can do, and what will be missing')
    .option('--without <capability...>', 'as if the engine did not grant it')
    .addOption(new Option('-o, --output <kind>').choices(['text', 'json']).default('text'))
    .action(async (_options: unknown, command: Command) => {
      const { doctor } = await import('../commands/doctor.ts');
      finish(await doctor(command.optsWithGlobals()));
    });
}

/** The commands about Outrider itself. */
export function addAboutCommands(program: Command, finish: Finish): void {
  addDoctor(program, finish);
  addVersion(program, finish);
}
