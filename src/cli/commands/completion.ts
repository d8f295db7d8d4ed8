import type { Command } from 'commander';
import { candidatesFor } from '../completion/candidates.ts';
import { completionScript, type Shell } from '../completion/scripts.ts';
import { wantedAt } from '../completion/wanted.ts';
import { joinAtEquals } from '../completion/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { harmless } from '../output/harmless.ts';

/** `outrider completion SHELL`: the script that the shell is to read. */
export function completion(shell: Shell): number {
  process.stdout.write(completionScript(shell));
  return exitCodes.ok;
}

/** What such a script asks for: see `completeCommand`. */
export async function complete(program: Command, shell: Shell, given: readonly string[]): Promise<number> {
  const { words, before } = shell === 'bash' ? joinAtEquals(given) : { words: given, before: 0 };
  const current = words.at(-1) ?? '';
  const wanted = wantedAt(program, words);
  const candidates = await candidatesFor(wanted, {
    host: valueIn(words, ['-H', '--host']),
    project: valueIn(words, ['-p', '--project-name']) ?? process.env['OUTRIDER_PROJECT'],
  });
  for (const { value, description } of candidates)
    if (value.startsWith(current))
      process.stdout.write(`${harmless(value.slice(before))}\t${harmless(description.split('\n')[0]!)}\n`);
  process.stdout.write(wanted.kind === 'files' ? ':files\n' : ':\n');
  return exitCodes.ok;
}

function valueIn(words: readonly string[], flags: readonly string[]): string | undefined {
  for (const [index, word] of words.slice(0, -2).entries()) if (flags.includes(word)) return words[index + 1];
  return undefined;
}
