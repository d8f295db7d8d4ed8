import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { split } from 'shlex';
import { createProgram } from '../../../src/cli/create-program.ts';

/** Every command with the words that call it, and what its `--help` prints. */
function commandsOf(command: Command, before: readonly string[] = []): [string, Command, string][] {
  // Shells and Outrider itself call these, nobody else.
  return command.commands
    .filter((one) => !['__complete', 'api'].includes(one.name()))
    .flatMap((one) => {
      const words = [...before, one.name()];
      let text = '';
      one.configureOutput({ writeOut: (more) => (text += more) });
      one.outputHelp();
      return [[words.join(' '), one, text], ...commandsOf(one, words)] as [string, Command, string][];
    });
}

const examplesIn = (text: string) => [...text.matchAll(/^ {2}\$ (.+)$/gm)].map(([, words]) => words!);

/** The command line whose commands do nothing, and what it would have called. */
function parserOnly() {
  const called: string[] = [];
  const program = createProgram(() => {});
  const disarm = (command: Command, words: string) => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command.commands.length === 0) command.action(() => void called.push(words));
    for (const one of command.commands) disarm(one, `${words} ${one.name()}`.trim());
  };
  disarm(program, '');
  return { program, called };
}

describe.each(commandsOf(createProgram(() => {})))('%s --help', (name, command, text) => {
  it('says in one or two sentences what it does', () => {
    const sentences = command.description().match(/[.!?](?=\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(1);
    expect(sentences.length).toBeLessThanOrEqual(3);
  });

  it('has two examples, which the command line takes', async () => {
    const examples = examplesIn(text);
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const [, words] = /outrider ([^>)]+)/.exec(example)!;
      const { program, called } = parserOnly();
      await program.parseAsync(split(words!.trim()), { from: 'user' });
      expect(called).toHaveLength(1);
      expect(called[0]!.startsWith(name)).toBe(true);
    }
  });
});
