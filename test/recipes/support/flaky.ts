import { type ExampleRun, runExample } from './example.ts';

export interface FlakyRun extends ExampleRun {
  /** A command in the client's network namespace. */
  inClient(...command: string[]): Promise<string>;
}

/** `examples/flaky.yaml` with recipes, under way until the client has had so many answers like that. */
export async function runFlaky(
  name: string,
  recipes: readonly string[],
  answers: number,
  status: 200 | 503,
): Promise<FlakyRun> {
  const run = runExample(name, 'flaky.yaml', recipes);
  await run.seen('PodReady', undefined, 2);
  await run.logged('client', 'app', new RegExp(`^GET \\S+ ${status} `), answers);
  return {
    ...run,
    inClient: async (...command) => (await run.outrider('debug', 'client', '--', ...command)).stdout,
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
