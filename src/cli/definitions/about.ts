import { Argument, type Command, Option } from 'commander';
import { completeCommand, type Shell, shells } from '../completion/scripts.ts';
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

function addCompletion(program: Command, finish: Finish): void {
  program
    .command('completion')
    .summary('a script with which bash, zsh or fish completes commands, flags, pods and files')
    .addArgument(new Argument('<shell>').choices(shells))
    .action(async (shell: Shell) => {
      const { completion } = await import('../commands/completion.ts');
      finish(completion(shell));
    });
  program
    .command(completeCommand, { hidden: true })
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('[word...]')
    .action(async (shell: Shell, words: string[]) => {
      const { complete } = await import('../commands/completion.ts');
      finish(await complete(program, shell, words));
    });
}

/** The commands about Outrider itself. */
export function addAboutCommands(program: Command, finish: Finish): void {
  addDoctor(program, finish);
  addCompletion(program, finish);
  addVersion(program, finish);
}
