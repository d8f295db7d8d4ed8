import { type Command, Option } from 'commander';
import { collected, duration, wholeNumber } from './parsers.ts';
import { withOption } from './recipes.ts';

/** How pods are run and shown: what `up` and `run` have in common. */
export function addRunOptions(command: Command): Command {
  return command
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
    .addOption(new Option('--left-behind', 'the run that --detach leaves').hideHelp())
    .addOption(new Option('--ended <pod=phase...>', 'pods that have ended in the run before').hideHelp())
    .option('--for <duration>', 'stop by itself so long after every pod is ready', duration)
    .addOption(
      new Option('--pull <when>', 'when images are pulled, whatever the files say').choices([
        'always',
        'missing',
        'never',
      ]),
    )
    .option('--faults <file>', 'put faults on by this plan once every pod is ready (docs/faults.md)')
    .option('--record <file>', 'write every event to a file, for `replay` and bug reports')
    .option('--step', 'each start and each stop waits for a key, or without the view for Enter')
    .option('--timeout <duration>', 'stop, with exit code 4, when not ready in time', duration)
    .option('--grace-period <seconds>', 'overrides the pods’ own when stopping', wholeNumber)
    .option('--ipv6', 'the network of the project has IPv6 too')
    .addOption(
      new Option('--subnet <cidr>', 'its address range; twice for one of each family').argParser(
        (text: string, before: readonly string[] = []) => collected(text, before),
      ),
    )
    .option('--mtu <bytes>', 'its largest packet, for a VPN that takes less', wholeNumber)
    .option('--network <name>', 'a network of the engine that is there, in its place')
    .option('--read-only', 'keys of the view change nothing of the pods', false)
    .option('-v, --verbose', 'every probe result too', false);
}
