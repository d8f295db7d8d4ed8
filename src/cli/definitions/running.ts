import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { duration, wholeNumber } from './parsers.ts';
import { withOption } from './recipes.ts';

function addUp(program: Command, finish: Finish): void {
  program
    .command('up')
    .summary('run pods until they end or Ctrl-C')
    .description(
      'Runs the pods of Kubernetes manifests until they end or Ctrl-C, and leaves nothing behind. ' +
        'The first Ctrl-C stops in order, the second kills.',
    )
    .argument('<file...>', 'manifests; - reads standard input')
    .addOption(
      new Option('-o, --output <kind>', 'how it is shown (default: tui on a terminal, else plain)').choices([
        'tui',
        'plain',
        'json',
      ]),
    )
    .addOption(
      new Option('--sidecars <kind>', 'legacy: as before native sidecars, to see the difference')
        .choices(['native', 'legacy'])
        .default('native'),
    )
    .addOption(withOption())
    .option('-d, --detach', 'come back when the app containers run; `down` ends them')
    .option('--wait', 'with --detach: come back when every pod is ready')
    .addOption(new Option('--keep', 'what has ended stays until `down`').hideHelp())
    .option('--for <duration>', 'stop by itself so long after every pod is ready', duration)
    .option('--record <file>', 'write every event to a file, for `replay` and bug reports')
    .option('--timeout <duration>', 'stop, with exit code 4, when not ready in time', duration)
    .option('--grace-period <seconds>', 'overrides the pods’ own when stopping', wholeNumber)
    .option('-v, --verbose', 'every probe result too', false)
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { up } = await import('../commands/up.ts');
      finish(await up(files, command.optsWithGlobals()));
    });
}

function addDown(program: Command, finish: Finish): void {
  program
    .command('down')
    .summary('stop pods in order and remove everything of theirs')
    .argument('[pod...]', 'default: every pod of the project')
    .option('-f, --file <file...>', 'find the project by these manifests')
    .option('--all', 'the pods of every project', false)
    .option('-v, --volumes', 'persistent volume claims too', false)
    .option('--grace-period <seconds>', 'overrides the pods’ own', wholeNumber)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { down } = await import('../commands/down.ts');
      finish(await down(pods, command.optsWithGlobals()));
    });
}

/** The commands that start and end pods. */
export function addRunningCommands(program: Command, finish: Finish): void {
  addUp(program, finish);
  addDown(program, finish);
}
