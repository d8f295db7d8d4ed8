import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';
import { duration } from './parsers.ts';

/** Faults on purpose. */
export function addFaultCommands(program: Command, finish: Finish): void {
  const fault = program.command('fault').summary('harm pods on purpose, for a time');
  fault
    .command('add')
    .summary('put faults on a pod or a container')
    .argument('<target>', 'a pod, or pod/container')
    .argument('<fault...>', 'e.g. loss=5%, partition=backend, pause; docs/faults.md has all')
    .addOption(
      new Option('--for <duration>', 'it is off by itself after that')
        .argParser(duration)
        .default(30_000, '30s'),
    )
    .action(async (target: string, faults: string[], _options: unknown, command: Command) => {
      const { addFaults } = await import('../commands/fault.ts');
      finish(await addFaults(target, faults, command.optsWithGlobals()));
    });
  fault
    .command('list')
    .summary('the faults that are on')
    .argument('[pod...]', 'default: every pod of the project')
    .addOption(new Option('-o, --output <kind>').choices(['table', 'json']).default('table'))
    .action(async (pods: string[], _options: unknown, command: Command) => {
      const { listFaults } = await import('../commands/fault.ts');
      finish(await listFaults(pods, command.optsWithGlobals()));
    });
  fault
    .command('clear')
    .summary('take faults off before their time')
    .argument('[pod]', 'default: every pod of the project')
    .argument('[id...]', 'default: every fault of the pod')
    .action(async (pod: string | undefined, ids: string[], _options: unknown, command: Command) => {
      const { clearFaults } = await import('../commands/fault.ts');
      finish(await clearFaults(pod, ids, command.optsWithGlobals()));
    });
}
