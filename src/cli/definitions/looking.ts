import { type Command, Option } from 'commander';
import { CAPTURE_IMAGE } from '../../export/kubernetes/capture-image.ts';
import { isOnCluster } from '../cluster/options.ts';
import type { Finish } from './finish.ts';
import { FILES, filesOf } from './given-files.ts';
import { duration, wholeNumber } from './parsers.ts';
import { withOption } from './recipes.ts';

function addPs(program: Command, finish: Finish): void {
  program
    .command('ps')
    .summary('list the containers of the pods')
    .option('--all', 'the pods of every project', false)
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (_options: unknown, command: Command) => {
      if (isOnCluster(command.optsWithGlobals())) {
        const { psOnCluster } = await import('../cluster/ps.ts');
        return finish(await psOnCluster(command.optsWithGlobals()));
      }
      const { ps } = await import('../commands/ps.ts');
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
    .option('--exclude <name...>', 'all but these containers')
    .addOption(new Option('--role <role...>', 'only these roles').choices(['init', 'sidecar', 'app']))
    .option('--grep <pattern...>', 'only lines that match; !pattern: that do not')
    .addOption(
      new Option('--level <level>', 'only lines at least so severe').choices([
        'trace',
        'debug',
        'info',
        'warn',
        'error',
        'fatal',
      ]),
    )
    .option('-n, --tail <lines>', 'only the last so many lines of each container', wholeNumber)
    .option('--since <time>', 'from a time on, or how long ago (10m)')
    .option('--until <time>', 'up to a time, or how long ago')
    .addOption(new Option('-o, --output <kind>').choices(['pretty', 'raw', 'json']).default('pretty'))
    .option('-t, --timestamps', 'the engine’s time of each line', false)
    .option('--no-lay-out', 'leave JSON lines as they are written')
    .option('--previous', 'the instance before the last restart', false)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      if (isOnCluster(command.optsWithGlobals())) {
        const { logsOnCluster } = await import('../cluster/logs.ts');
        return finish(await logsOnCluster(pods, command.optsWithGlobals()));
      }
      const { logs } = await import('../commands/logs.ts');
      finish(await logs(pods, command.optsWithGlobals()));
    });
}

function addAttach(program: Command, finish: Finish): void {
  program
    .command('attach')
    .summary('look at pods that run detached or in another terminal')
    .argument('[pod...]', 'default: every pod of the project')
    .addOption(new Option('-o, --output <kind>').choices(['tui', 'plain', 'json']))
    .option('--read-only', 'keys of the view change nothing of the pods', false)
    .option('-v, --verbose', 'every probe result too', false)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      if (isOnCluster(command.optsWithGlobals())) {
        const { attachOnCluster } = await import('../cluster/attach.ts');
        return finish(await attachOnCluster(pods, command.optsWithGlobals()));
      }
      const { attach } = await import('../commands/attach.ts');
      finish(await attach(pods, command.optsWithGlobals()));
    });
}

function addWhy(program: Command, finish: Finish): void {
  program
    .command('why')
    .summary('what a pod or a container waits for, and when it is tried again')
    .argument('[target]', 'a pod, a container, or pod/container; default: every pod')
    .addOption(new Option('-o, --output <kind>').choices(['text', 'json']).default('text'))
    .action(async (target: string | undefined, _options: unknown, command: Command) => {
      if (isOnCluster(command.optsWithGlobals())) {
        const { whyOnCluster } = await import('../cluster/why.ts');
        return finish(await whyOnCluster(target, command.optsWithGlobals()));
      }
      const { explainWhy } = await import('../commands/why.ts');
      finish(await explainWhy(target, command.optsWithGlobals()));
    });
}

function addReplay(program: Command, finish: Finish): void {
  program
    .command('replay')
    .summary('a recording in the same view, without an engine')
    .argument('<file>', 'made by `up --record`; - reads standard input')
    .addOption(new Option('-o, --output <kind>').choices(['tui', 'plain', 'json']))
    .option('--speed <factor>', '2 is twice as fast', Number, 1)
    .option('-v, --verbose', 'every probe result too', false)
    .action(async (file: string, _options: unknown, command: Command) => {
      const { replay } = await import('../commands/replay.ts');
      finish(await replay(file, command.optsWithGlobals()));
    });
}

function addView(program: Command, finish: Finish): void {
  program
    .command('view')
    .summary('the page of pods that run, in a browser')
    .argument('[pod...]', 'default: every pod of the project')
    .option(
      '--listen <address>',
      'any but a loopback one asks for the token in the printed address',
      '127.0.0.1',
    )
    .option('--port <port>', '0 is one that is free', wholeNumber, 0)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { view } = await import('../commands/view.ts');
      finish(await view(pods, command.optsWithGlobals()));
    });
}

function addReport(program: Command, finish: Finish): void {
  program
    .command('report')
    .summary('a recording as one HTML file that a browser opens')
    .argument('<recording>', 'made by `up --record`; - reads standard input')
    .option('-o, --output <file>', 'default: the name of the recording with .html; - is standard output')
    .option('--title <title>', 'default: the name of the recording')
    .action(async (recording: string, _options: unknown, command: Command) => {
      const { report } = await import('../commands/report.ts');
      finish(await report(recording, command.optsWithGlobals()));
    });
}

function addTimeline(program: Command, finish: Finish): void {
  program
    .command('timeline')
    .summary('one bar a container: created, running, started, ready, terminating')
    .argument('[pod...]', 'default: every pod of the project')
    .option('--recording <file>', 'of a recording rather than of what runs now')
    .option('--critical', 'what the start of each pod waited for, one thing after another', false)
    .option('--svg <file>', 'a picture for slides')
    .option('--width <columns>', 'of the text', wholeNumber)
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { timeline } = await import('../commands/timeline.ts');
      finish(await timeline(pods, command.optsWithGlobals()));
    });
}

function addTrace(program: Command, finish: Finish): void {
  program
    .command('trace')
    .summary('one request through every container, in order')
    .description(
      'Prints every line that has the id of a request (x-request-id, traceparent, b3, or a pattern of your own), with the time between ' +
        'them. Without an id it lists the newest requests.',
    )
    .argument('[id]', 'of the request; a whole traceparent or b3 header will do')
    .option(
      '--pattern <regex>',
      'finds ids by its first group, for the list; default $OUTRIDER_REQUEST_PATTERN',
    )
    .option('-n, --last <count>', 'so many requests in the list', wholeNumber, 20)
    .option('--json', 'one object a line', false)
    .action(async (id: string | undefined, _options: unknown, command: Command) => {
      const { trace } = await import('../commands/trace.ts');
      finish(await trace(id, command.optsWithGlobals()));
    });
}

function addCompare(program: Command, finish: Finish): void {
  program
    .command('compare')
    .summary('the same pods here and on a cluster, their steps side by side')
    .description(
      'Runs the pods on the engine and, with --context, on a cluster at the same time, removes them from both, and prints the steps of ' +
        'each with their times. The exit code is 1 where a step, an exit code or an order differs.',
    )
    .argument('[file...]', FILES)
    .addOption(withOption())
    .option('--for <duration>', 'how long they go on once they are ready', duration, 5000)
    .option('--timeout <duration>', 'give up when they are not ready in time', duration)
    .option('--capture-image <image>', 'what loads capture rules there', CAPTURE_IMAGE)
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (files: string[], _options: unknown, command: Command) => {
      const { compare } = await import('../cluster/compare.ts');
      finish(await compare(await filesOf(files, command.opts()), command.optsWithGlobals()));
    });
}

/** The commands that look at pods. */
export function addLookingCommands(program: Command, finish: Finish): void {
  addPs(program, finish);
  addLogs(program, finish);
  addAttach(program, finish);
  addWhy(program, finish);
  addTimeline(program, finish);
  addReplay(program, finish);
  addReport(program, finish);
  addView(program, finish);
  addTrace(program, finish);
  addCompare(program, finish);
}
