import { type Command, Option } from 'commander';
import { commandsOnClusters } from '../cluster/options.ts';

/**
 * Lets the options of the program that choose a project and an engine stand behind the command as well, as with Compose
 * and kubectl. Where both are given, the later one counts. A command that has such a letter for something of its own
 * takes only the long name.
 */
export function takeAnywhere(program: Command): void {
  for (const option of program.options)
    for (const command of commandsUnder(program))
      if (isMovable(option, command.name())) addBehind(program, command, option);
}

function isMovable({ long }: Option, command: string): boolean {
  if (long === '--context' || long === '--namespace') return commandsOnClusters.includes(command);
  return long === '--project-name' || long === '--host';
}

/** The commands that do something; a group of commands, as `capture`, does nothing by itself. */
function commandsUnder(command: Command): readonly Command[] {
  return command.commands.flatMap((one) => (one.commands.length === 0 ? [one] : commandsUnder(one)));
}

function addBehind(program: Command, command: Command, { flags, long, short, description }: Option): void {
  if (command.options.some((own) => own.long === long)) return;
  const isTaken = command.options.some((own) => own.short === short);
  const option = new Option(isTaken ? flags.replace(`${short}, `, '') : flags, description);
  command.addOption(option).on(`option:${option.name()}`, (value: string) => {
    program.setOptionValue(option.attributeName(), value);
  });
}
