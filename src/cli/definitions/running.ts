import { type Command, Option } from 'commander';
import { CAPTURE_IMAGE } from '../../export/kubernetes/capture-image.ts';
import { type ClusterOptions, isOnCluster } from '../cluster/options.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { UpOptions } from '../up/options.ts';
import type { Finish } from './finish.ts';
import { addFileOptions, FILES, filesOf } from './given-files.ts';
import { collected, wholeNumber } from './parsers.ts';
import { addRunOptions } from './run-options.ts';

function addUp(program: Command, finish: Finish): void {
  const command = program
    .command('up')
    .summary('run pods until they end or Ctrl-C')
    .description(
      'Runs the pods of Kubernetes manifests until they end or Ctrl-C, and leaves nothing behind. ' +
        'The first Ctrl-C stops in order, the second kills.',
    )
    .argument('[file...]', FILES);
  addRunOptions(addFileOptions(command))
    .option('--schedule', 'run CronJobs by their schedule until Ctrl-C, not once and now', false)
    .addOption(new Option('--scheduled-run <run>', 'what --schedule begins').hideHelp())
    .option('--api', 'serve the pods under the Kubernetes API from the beginning; see `kubeconfig`')
    .option('--build', 'build images anew before anything starts, also those that are there')
    .option(
      '-w, --watch',
      'copy, restart and rebuild as `develop.watch` says, and apply manifests that change',
    )
    .option(
      '--capture-image <image>',
      'with --context: what loads capture rules there; has sh, iptables, sed and ip',
      CAPTURE_IMAGE,
    );
  command.action(async (files: string[], _options: unknown, called: Command) => {
    const given = { files: await filesOf(files, called.opts()) };
    const options: UpOptions & ClusterOptions = called.optsWithGlobals();
    if (options.watch && (isOnCluster(options) || options.schedule)) throw unwatched();
    if (options.step && (isOnCluster(options) || options.schedule)) throw unstepped();
    if (options.api && (isOnCluster(options) || options.schedule)) throw unserved();
    if (isOnCluster(options)) {
      if (asksForNetwork(options)) throw noNetworkThere();
      const { upOnCluster } = await import('../cluster/up.ts');
      return finish(await upOnCluster(given, options));
    }
    if (options.schedule) {
      const { upOnSchedule } = await import('../schedule/up-on-schedule.ts');
      return finish(await upOnSchedule(given, options));
    }
    const { startBehind } = options.detach ? await import('../up/behind.ts') : {};
    const behind = startBehind?.(given, options);
    try {
      const { up } = await import('../commands/up.ts');
      finish(await up(given, options, behind));
    } finally {
      behind?.cancel();
    }
  });
}

function asksForNetwork({ ipv6, subnet, mtu, network }: UpOptions): boolean {
  return [ipv6, subnet, mtu, network].some((one) => one !== undefined);
}

function noNetworkThere(): Failure {
  const message = '--ipv6, --subnet, --mtu and --network are about an engine: a cluster has its own network';
  return new Failure(exitCodes.usage, message, 'Leave them out, or --context.');
}

function unwatched(): Failure {
  const message = '--watch copies into containers of an engine that this `up` runs itself';
  return new Failure(exitCodes.usage, message, 'Leave out --watch, or --context and --schedule.');
}

function unstepped(): Failure {
  const message = '--step is about pods that this `up` runs itself on an engine';
  return new Failure(exitCodes.usage, message, 'Leave out --step, or --context and --schedule.');
}

function unserved(): Failure {
  const message = '--api serves pods that this `up` runs itself on an engine';
  return new Failure(exitCodes.usage, message, 'Leave out --api, or --context and --schedule.');
}

function addRun(program: Command, finish: Finish): void {
  const command = program
    .command('run')
    .summary('run an image as a pod, without a file')
    .description(
      'Runs a pod of one app container, with the recipes of --with beside it, as `up` would run it. ' +
        'Words after the image go to the program; where they begin with a dash, put -- before them.',
    )
    .argument('<image>')
    .argument('[arg...]', 'in the place of the image’s own arguments')
    .option('--name <name>', 'of the pod (default: after the image)')
    .addOption(
      new Option('-p, --publish <port>', '[IP:][HOST:]CONTAINER[/udp]; may be given several times')
        .argParser(collected)
        .default([], 'none'),
    )
    .addOption(
      new Option('-e, --env <name=value>', 'may be given several times')
        .argParser(collected)
        .default([], 'none'),
    )
    .option('--command', 'the words take the place of the image’s entry point too', false)
    .addOption(
      new Option('--restart <policy>', 'when the app ends')
        .choices(['Always', 'OnFailure', 'Never'])
        .default('Never'),
    )
    .option('--dry-run', 'only print the manifest', false)
    .showHelpAfterError('Words for the program that begin with a dash go after --.');
  addRunOptions(command).action(async (image: string, args: string[], _options: unknown, called: Command) => {
    const { run } = await import('../commands/run.ts');
    finish(await run(image, args, called.optsWithGlobals()));
  });
}

function addDown(program: Command, finish: Finish): void {
  program
    .command('down')
    .summary('stop pods in order and remove everything of theirs')
    .argument('[pod...]', 'default: every pod of the project')
    .option('-f, --file <file...>', 'find the project by these manifests')
    .option('--all', 'the pods of every project', false)
    .option('-v, --volumes', 'persistent volume claims and the secrets of recipes too', false)
    .option('--grace-period <seconds>', 'overrides the pods’ own', wholeNumber)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      if (isOnCluster(command.optsWithGlobals())) {
        const { downOnCluster } = await import('../cluster/down.ts');
        return finish(await downOnCluster(pods, command.optsWithGlobals()));
      }
      const { down } = await import('../commands/down.ts');
      finish(await down(pods, command.optsWithGlobals()));
    });
}

/** The commands that start and end pods. */
export function addRunningCommands(program: Command, finish: Finish): void {
  addUp(program, finish);
  addRun(program, finish);
  addDown(program, finish);
}
