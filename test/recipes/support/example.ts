import { resolve } from 'node:path';
import {
  type Ended,
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

/** An example with recipes, under way. */
export interface ExampleRun {
  readonly project: string;
  /** The lines of one container, whole ones only, in order. */
  lines(pod: string, container: string): readonly string[];
  /** Settles when a container has logged so many lines like that. */
  logged(pod: string, container: string, pattern: RegExp, times?: number): Promise<void>;
  /** As that of a started program. */
  readonly seen: Started['seen'];
  /** The program, on the same project. */
  outrider(...args: string[]): Promise<Ended>;
  /** Everything that it has said so far, as it was written. */
  output(): string;
  /** Ordered stop; answers with the exit code and what is left on the engine. */
  stop(): Promise<readonly [exitCode: number | null, left: readonly string[]]>;
}

/** Starts `examples/<file>`, or a file by its absolute path, in a project of its own. */
export function runExample(name: string, file: string, recipes: readonly string[]): ExampleRun {
  const { project, remove } = projectFolder(`recipe-${name}`);
  const args = ['-p', project, 'up', resolve('examples', file), '--output', 'json'];
  const run = startOutrider([...args, ...recipes.flatMap((recipe) => ['--with', recipe])]);
  const lines = linesOf(run);
  return {
    project,
    lines,
    async logged(pod, container, pattern, times = 1) {
      while (lines(pod, container).filter((line) => pattern.test(line)).length < times)
        await run.seen('Log', undefined, logCount(run) + 1);
    },
    seen: run.seen,
    outrider: (...more) => runOutrider(['-p', project, ...more]),
    output: () =>
      run
        .events()
        .map((event) => JSON.stringify(event))
        .join('\n'),
    async stop() {
      run.process.kill('SIGINT');
      const { exitCode } = await run.ended;
      remove();
      return [exitCode, await leftOf(project)];
    },
  };
}

function linesOf(run: Started): ExampleRun['lines'] {
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
