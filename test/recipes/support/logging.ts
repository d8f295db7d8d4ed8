import { readFileSync } from 'node:fs';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

/** So many lines each worker writes. */
export const written = 10_000;

/** A line of a worker, as it has arrived. */
export interface Arrived {
  readonly date: number;
  readonly time: string;
  readonly number: number;
  readonly [field: string]: unknown;
}

export interface Logging {
  /** Runs a worker of that name with the recipe to its end. */
  work(name: string, edit: (manifest: string) => string, ...options: string[]): Promise<void>;
  /** The same, but kills a container of it in the middle. */
  workAndKill(name: string, container: string): Promise<void>;
  /** Ends the aggregator, so that everything that has arrived there is known; answers with what is left on the engine. */
  stop(): Promise<readonly string[]>;
  /** The lines of one worker, each once, in their order. */
  arrived(name: string): readonly Arrived[];
}

/** An aggregator, ready for the workers of `examples/logging/`, whose lines the recipe forwards to it. */
export async function startLogging(recipe: string): Promise<Logging> {
  const folder = projectFolder(`recipe-${recipe}`);
  const up = (...args: string[]) => ['-p', folder.project, 'up', ...args, '--output', 'json'];
  const aggregator = startOutrider(up('examples/logging/aggregator.yaml'));
  await aggregator.seen('PodReady');
  const withRecipe = (name: string, edit = (manifest: string) => manifest): string[] => {
    const text = readFileSync('examples/logging/worker.yaml', 'utf8').replace(
      'name: worker',
      `name: ${name}`,
    );
    return up(folder.file(edit(text), `${name}.yaml`), '--with', `${recipe}:host=aggregator`);
  };
  return {
    async work(name, edit, ...options) {
      await runOutrider([...withRecipe(name, edit), ...options]);
    },
    async workAndKill(name, container) {
      const worker = startOutrider(withRecipe(name));
      await arrivedSome(aggregator, name);
      await runOutrider(['-p', folder.project, 'kill', `${name}/${container}`]);
      await worker.seen('ContainerStarted', container, 2);
      worker.process.kill('SIGINT');
      await worker.ended;
    },
    async stop() {
      aggregator.process.kill('SIGINT');
      await aggregator.ended;
      folder.remove();
      return leftOf(folder.project);
    },
    arrived: (name) => arrivedFrom(aggregator, name),
  };
}

async function arrivedSome(aggregator: Started, name: string): Promise<void> {
  const logs = () => aggregator.events().filter(({ type }) => type === 'Log').length;
  while (arrivedFrom(aggregator, name).length === 0) await aggregator.seen('Log', undefined, logs() + 1);
}

/** A forwarder may send a chunk again that has arrived already: then its lines are there twice. */
function arrivedFrom(aggregator: Started, name: string): readonly Arrived[] {
  const lines = aggregator
    .events()
    .flatMap((event) => (event.type === 'Log' && event.line.startsWith('{') ? [event.line] : []))
    .map((line) => JSON.parse(line) as Arrived)
    .filter(({ pod }) => pod === name);
  return [...new Map(lines.map((line) => [line.number, line])).values()].sort((a, b) => a.number - b.number);
}
