import type { Argument, Command, Option } from 'commander';

/** One thing that may stand at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What may stand at the cursor: words that are known already, or the names of something that is looked up. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  | {
      readonly kind:
        | 'files'
        | 'pods'
        | 'containers'
        | 'targets'
        | 'projects'
        | 'recipes'
        | 'lessons'
        | 'nothing';
    };

/** Arguments and values of options by the names that they have in the help. */
const kinds: Readonly<Record<string, Wanted['kind']>> = {
  file: 'files',
  pod: 'pods',
  target: 'targets',
  recipe: 'recipes',
  lesson: 'lessons',
  folder: 'files',
  container: 'containers',
  exclude: 'containers',
  with: 'recipes',
  record: 'files',
  faults: 'files',
  'project-name': 'projects',
};

/** @param words what stands behind the program's name, as far as the cursor; the last one is being typed. */
export function wantedAt(program: Command, words: readonly string[]): Wanted {
  const current = words.at(-1) ?? '';
  const mayBeFlag = current.startsWith('-');
  let command = program;
  let positional = 0;
  let onlyArguments = false;
  for (let at = 0; at < words.length - 1; at++) {
    const word = words[at]!;
    if (!onlyArguments && word === '--') onlyArguments = true;
    else if (!onlyArguments && isFlag(word)) {
      const option = optionOf(command, word);
      if (!option || !takesValue(option) || word.includes('=')) continue;
      const last = lastValue(option, words, at);
      if (last >= words.length - 1 && !(option.variadic && mayBeFlag)) return valuesOf(option);
      at = last;
    } else {
      const inner = positional === 0 ? innerCommand(command, word) : undefined;
      if (inner) command = inner;
      else positional++;
    }
  }
  if (!onlyArguments && mayBeFlag) return flag(command, current);
  const inner = command.commands.filter(isShown);
  if (positional === 0 && !onlyArguments && inner.length > 0)
    return known(inner.map((one) => ({ value: one.name(), description: one.summary() })));
  return argumentAt(command.registeredArguments, positional);
}

function known(words: readonly Candidate[]): Wanted {
  return { kind: 'words', words };
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function isShown(command: Command): boolean {
  // What commander hides from the help is hidden here as well.
  return !(command as unknown as { readonly _hidden: boolean })._hidden;
}

function innerCommand(command: Command, word: string): Command | undefined {
  return command.commands.find((one) => one.name() === word || one.aliases().includes(word));
}

/** Options of the command and of those around it. */
function optionsOf(command: Command): readonly Option[] {
  const own = command.options.filter(({ hidden }) => !hidden);
  const around = command.parent ? optionsOf(command.parent) : [];
  return [...own, ...around.filter(({ long }) => !own.some((one) => one.long === long))];
}

function optionOf(command: Command, word: string): Option | undefined {
  const [name] = word.split('=');
  return optionsOf(command).find(({ long, short }) => long === name || short === name);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Where the last value of an option stands whose flag is at `at`; a list ends at the next flag. */
function lastValue({ variadic }: Option, words: readonly string[], at: number): number {
  if (!variadic) return at + 1;
  let last = at + 1;
  while (last < words.length - 1 && !isFlag(words[last]!)) last++;
  return last < words.length - 1 ? last - 1 : last;
}

function flag(command: Command, current: string): Wanted {
  const [name = '', ...value] = current.split('=');
  if (value.length === 0) return known(optionsOf(command).flatMap(candidatesOf));
  const option = optionOf(command, name);
  const wanted = option ? valuesOf(option) : undefined;
  if (wanted?.kind !== 'words') return { kind: wanted?.kind === 'files' ? 'files' : 'nothing' };
  return known(wanted.words.map((one) => ({ ...one, value: `${name}=${one.value}` })));
}

function candidatesOf({ long, short, description }: Option): readonly Candidate[] {
  const value = long ?? short;
  return value === undefined ? [] : [{ value, description }];
}

function valuesOf(option: Option): Wanted {
  if (option.argChoices) return known(option.argChoices.map((value) => ({ value, description: '' })));
  return { kind: kinds[option.name()] ?? 'nothing' } as Wanted;
}

function argumentAt(all: readonly Argument[], position: number): Wanted {
  const argument = all[position] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  if (!argument) return { kind: 'nothing' };
  if (argument.argChoices) return known(argument.argChoices.map((value) => ({ value, description: '' })));
  return { kind: kinds[argument.name()] ?? 'nothing' } as Wanted;
}
