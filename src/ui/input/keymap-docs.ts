import { wordCommands } from '../update/commands.ts';
import { actions, keyLabel } from './keymap.ts';

/** The tables of `docs/ui.md`, as Markdown: every action with its keys, every command that takes a word. */
export function keymapTables(): string {
  const rows = actions.map(
    ({ id, group, keys, description }) =>
      `| ${group} | ${keys.map((key) => `\`${keyLabel(key)}\``).join(' ')} | \`${id}\` | ${description} |`,
  );
  const words = wordCommands.map(
    ({ name, argument, description }) =>
      `| \`:${name}${argument === undefined ? '' : ` ${argument}`}\` | ${description} |`,
  );
  return [
    '| | key | action | |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| command | |',
    '| --- | --- |',
    ...words,
  ].join('\n');
}
