import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../pod/duration.ts';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** `500ms`, `20s`, `1m30s`, `2h`, in milliseconds. */
export function duration(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new InvalidArgumentError('It must be a duration such as 20s or 1m30s.');
  return parsed;
}

/** A command line after an optional `--`, which stays in place where options are passed through. */
export function commandLine(words: readonly string[]): readonly string[] {
  return words[0] === '--' ? words.slice(1) : words;
}

/** An option that may be given several times. */
export function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
