import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../logs/duration.ts';
import { exitCodes } from './exit-codes.ts';
import { printFailure, toFailure } from './failure.ts';
import { version } from './version.ts';

/**
 * The command line: names, flags, help. Each command loads what it needs when it is called and answers with its exit
 * code; whatever it throws ends here, as words.
 */
export async function main(argv: readonly string[]): Promise<void> {
  quietOnClosedPipe();
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

/** `outrider … | head` is no error: the reader has what it wanted. */
function quietOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
}

function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('outrider')
    .description('Runs a service and its sidecars on a laptop the way a cluster would.')
    .version(version, '--version')
    .option('-p, --project-name <name>', 'project (default: the folder of the first file)')
    .option('-H, --host <url>', 'engine (default: DOCKER_HOST, the Docker context, the usual sockets)')
    .exitOverride()
    .configureHelp({ sortSubcommands: false })
    .showHelpAfterError('`outrider --help` lists the commands.');
  for (const add of [
    addUp,
    addDown,
    addPs,
    addLogs,
    addAttach,
    addSteering,
    addConfig,
    addSchema,
    addVersion,
  ])
    add(program, finish);
  return program;
}

type Finish = (exitCode: number) => void;

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
    .option('-d, --detach', 'come back when the app containers run; `down` ends them')
    .option('--wait', 'with --detach: come back when every pod is ready')
    .addOption(new Option('--keep', 'what has ended stays until `down`').hideHelp())
    .option('--for <duration>', 'stop by itself so long after every pod is ready', duration)
    .option('--timeout <duration>', 'stop, with exit code 4, when not ready in time', duration)
    .option('--grace-period <seconds>', 'overrides the pods’ own when stopping', wholeNumber)
    .option('-v, --verbose', 'every probe result too', false)
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { up } = await import('./commands/up.ts');
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
      const { down } = await import('./commands/down.ts');
      finish(await down(pods, command.optsWithGlobals()));
    });
}

function addPs(program: Command, finish: Finish): void {
  program
    .command('ps')
    .summary('list the containers of the pods')
    .option('--all', 'the pods of every project', false)
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (_options: unknown, command: Command) => {
      const { ps } = await import('./commands/ps.ts');
      finish(await ps(command.optsWithGlobals()));
    });
}

function addLogs(program: Command, finish: Finish): void {
  program
    .command('logs')
    .summary('the combined log of the pods')
    .argument('[pod...]', 'default: every pod of the project')
    .option('-f, --follow', 'go on as lines come', false)
    .option('-c, --container <name...>', 'only these containers')
    .option('-n, --tail <lines>', 'only the last so many lines of each container', wholeNumber)
    .addOption(new Option('-o, --output <kind>').choices(['pretty', 'raw', 'json']).default('pretty'))
    .option('-t, --timestamps', 'show the time of each line', false)
    .option('--previous', 'the instance before the last restart', false)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { logs } = await import('./commands/logs.ts');
      finish(await logs(pods, command.optsWithGlobals()));
    });
}

function addAttach(program: Command, finish: Finish): void {
  program
    .command('attach')
    .summary('look at pods that run detached or in another terminal')
    .argument('[pod...]', 'default: every pod of the project')
    .addOption(new Option('-o, --output <kind>').choices(['tui', 'plain', 'json']))
    .option('-v, --verbose', 'every probe result too', false)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { attach } = await import('./commands/attach.ts');
      finish(await attach(pods, command.optsWithGlobals()));
    });
}

function addSteering(program: Command, finish: Finish): void {
  const verbs = [
    ['restart', 'restart containers, or whole pods in order'],
    ['stop', 'stop containers until they are restarted, or end whole pods in order'],
    ['kill', 'send a signal to containers, or kill whole pods'],
  ] as const;
  for (const [verb, summary] of verbs) {
    const command = program
      .command(verb)
      .summary(summary)
      .argument('<target...>', 'a pod, a container, or pod/container');
    if (verb === 'kill') command.option('-s, --signal <name>', 'for containers', 'SIGKILL');
    if (verb === 'stop') command.option('--grace-period <seconds>', 'for whole pods', wholeNumber);
    command.action(async (targets: string[], _options: unknown, self: Command) => {
      const { steer } = await import('./commands/steer.ts');
      finish(await steer(verb, targets, self.optsWithGlobals()));
    });
  }
}

function addConfig(program: Command, finish: Finish): void {
  program
    .command('config')
    .summary('check manifests and print the pods as they would run')
    .argument('<file...>', 'manifests; - reads standard input')
    .option('-q, --quiet', 'only check', false)
    .action(async (files: string[], options: { quiet: boolean }) => {
      const { config } = await import('./commands/config.ts');
      finish(await config(files, options));
    });
}

function addSchema(program: Command, finish: Finish): void {
  program
    .command('schema')
    .summary('the JSON schema of the manifests')
    .action(async () => {
      const { schema } = await import('./commands/schema.ts');
      finish(schema());
    });
}

function addVersion(program: Command, finish: Finish): void {
  program
    .command('version')
    .summary('the version of Outrider and of the engine')
    .action(async (_options: unknown, command: Command) => {
      const { showVersion } = await import('./commands/version.ts');
      finish(await showVersion(command.optsWithGlobals()));
    });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

function duration(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new InvalidArgumentError('It must be a duration such as 20s or 1m30s.');
  return parsed;
}
