import type { Command } from 'commander';
import { bundleHelp } from './bundle-help.ts';
import type { CommandHelp } from './command-help.ts';
import { faultHelp } from './fault-help.ts';
import { helpOf } from './help-table.ts';
import { lessonHelp } from './lesson-help.ts';
import { meshHelp } from './mesh-help.ts';

/** Gives every command its description and examples. A unit test holds the table to the commands that there are. */
export function describeCommands(program: Command): void {
  for (const command of program.commands) describe(command, command.name());
}

function describe(command: Command, words: string): void {
  const help = helpOf[words] ?? bundleHelp[words] ?? faultHelp[words] ?? lessonHelp[words] ?? meshHelp[words];
  if (help) {
    if (help.about !== undefined) command.description(help.about);
    command.addHelpText('after', () => examplesText(help.examples));
  }
  for (const one of command.commands) describe(one, `${words} ${one.name()}`);
}

function examplesText(examples: CommandHelp['examples']): string {
  const lines = examples.flatMap(([words, effect]) => [`  $ ${words}`, `      ${effect}`]);
  return ['', 'Examples:', ...lines].join('\n');
}
