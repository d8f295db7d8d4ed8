import { type Command, Option } from 'commander';
import type { Finish } from './finish.ts';

const views = [
  ['status', 'on or off, with which backend, and what works against it'],
  ['rules', 'every rule in words, with what it has counted'],
  ['flows', 'connections with their original destination and who took them'],
  ['verify', 'prove that capture is on, in both directions and both address families'],
] as const;

/** The network side: `outrider capture …`. */
export function addCaptureCommands(program: Command, finish: Finish): void {
  const capture = program.command('capture').summary('the network side: rules, flows, on and off');
  for (const [view, summary] of views) {
    const command = capture
      .command(view)
      .summary(summary)
      .argument('[pod...]', 'default: every captured pod of the project')
      .addOption(new Option('-o, --output <kind>').choices(['text', 'json']).default('text'));
    if (view === 'rules') command.option('--iptables', 'what is loaded, in the tool’s own words', false);
    if (view === 'flows') command.option('--all', 'those that have ended as well', false);
    command.action(async (pods: string[], _options: unknown, self: Command) => {
      const { look } = await import('../commands/capture.ts');
      finish(await look(view, pods, self.optsWithGlobals()));
    });
  }
  for (const word of ['on', 'off'] as const)
    capture
      .command(word)
      .summary(`switch capture ${word}; open connections keep their way`)
      .argument('[pod...]', 'default: every captured pod of the project')
      .action(async (pods: string[], _options: unknown, self: Command) => {
        const { switchCapture } = await import('../commands/switch-capture.ts');
        finish(await switchCapture(word === 'on', pods, self.optsWithGlobals()));
      });
}
