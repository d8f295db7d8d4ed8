import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

export interface FlakyRun {
  readonly project: string;
  readonly seen: Started['seen'];
  /** The lines of one container, whole ones only, in order. */
  lines(pod: string, container: string): readonly string[];
  /** Settles when a container has logged so many lines like that. */
  logged(pod: string, container: string, pattern: RegExp, times?: number): Promise<void>;
  /** A command in the client's network namespace. */
  inClient(...command: string[]): Promise<string>;
  /** Ordered stop; answers with the exit code and what is left on the engine. */
  stop(): Promise<readonly [exitCode: number | null, left: readonly string[]]>;
}

/** `examples/flaky.yaml` with recipes, under way until the client has had so many answers like that. */
export async function runFlaky(
  name: string,
  recipes: readonly string[],
  answers: number,
  status: 200 | 503,
): Promise<FlakyRun> {
  const { project, remove } = projectFolder(`recipe-${name}`);
  const args = ['-p', project, 'up', 'examples/flaky.yaml', '--output', 'json'];
  const run = startOutrider([...args, ...recipes.flatMap((recipe) => ['--with', recipe])]);
  const lines = linesOf(run);
  await run.seen('PodReady', undefined, 2);
  const logged: FlakyRun['logged'] = async (pod, container, pattern, times = 1) => {
    while (lines(pod, container).filter((line) => pattern.test(line)).length < times)
      await run.seen('Log', undefined, logCount(run) + 1);
  };
  await logged('client', 'app', new RegExp(`^GET \\S+ ${status} `), answers);
  return {
    project,
    seen: run.seen,
    lines,
    logged,
    inClient: async (...command) =>
      (await runOutrider(['-p', project, 'debug', 'client', '--', ...command])).stdout,
    async stop() {
      run.process.kill('SIGINT');
      const { exitCode } = await run.ended;
      remove();
      return [exitCode, await leftOf(project)];
    },
  };
}

/** The client's own account of its requests. */
export function answersIn(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('GET '));
}

/** Those from the first 200 on: before, the server, which is a pod of its own, may not have been there yet. */
export function answersOnceUp(lines: readonly string[]): readonly string[] {
  const answers = answersIn(lines);
  return answers.slice(answers.findIndex((line) => / 200 /.test(line)));
}

function linesOf(run: Started): FlakyRun['lines'] {
  return (pod, container) =>
    run
      .events()
      .flatMap((event) =>
        event.type === 'Log' && event.pod === pod && event.container === container ? [event.line] : [],
      );
}

function logCount(run: Started): number {
  return run.events().filter(({ type }) => type === 'Log').length;
}
