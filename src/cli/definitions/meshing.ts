import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';

const output = (): Option => new Option('-o, --output <kind>').choices(['text', 'json']).default('text');

/** What the proxies of a mesh think: `outrider mesh …`. */
export function addMeshCommands(program: Command, finish: Finish): void {
  const mesh = program.command('mesh').summary('what the proxies of a mesh do, and why');
  mesh
    .command('status')
    .summary('a line a proxy: does it have what istiod sent, and since when')
    .addOption(output())
    .action(async (_options: unknown, self: Command) => {
      const { status } = await import('../commands/mesh.ts');
      finish(await status(self.optsWithGlobals()));
    });
  mesh
    .command('routes')
    .summary('what a proxy does with requests of its pod, in words')
    .argument('<pod>')
    .argument('[host]', 'as a client names it; default: every host')
    .addOption(output())
    .action(async (pod: string, host: string | undefined, _options: unknown, self: Command) => {
      const { routes } = await import('../commands/mesh.ts');
      finish(await routes(pod, host, self.optsWithGlobals()));
    });
  mesh
    .command('why')
    .summary('which listener, route, cluster and endpoint a request takes')
    .argument('<pod>', 'that sends the request')
    .argument('<url>', 'e.g. http://web/path')
    .option('-X, --request <method>', 'of the request', 'GET')
    .option('--header <header>', 'NAME: VALUE; can be given several times', (one, all: string[] = []) => [
      ...all,
      one,
    ])
    .option('--no-send', 'say where it would go, and send nothing')
    .addOption(output())
    .action(async (pod: string, url: string, _options: unknown, self: Command) => {
      const { why } = await import('../commands/mesh.ts');
      finish(await why(pod, url, self.optsWithGlobals()));
    });
}
