import type { Key } from 'ink';

/** A key as keymaps write it: `q`, `K`, `ctrl-f`, `shift-tab`, `pageup`, `enter`. */
export type KeyName = string;

const named: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/**
 * The keys of one piece of input: usually one; fast typing and pasted text come as many characters at once. A terminal
 * sends what most keyboards call backspace as `delete`, so both are `backspace`.
 */
export function keyNames(input: string, key: Key): readonly KeyName[] {
  const special = named.find(([field]) => key[field] === true)?.[1];
  if (special !== undefined) return [modified(special === 'delete' ? 'backspace' : special, key)];
  if (input === '') return [];
  if (key.ctrl) return [`ctrl-${input.toLowerCase()}`];
  if (key.meta) return [`alt-${input}`];
  return [...input].map((character) => (character === ' ' ? 'space' : character)).map(control);
}

/** A person does not type so many characters between two reads of the terminal, except with one key held down. */
const mostTyped = 20;

/** Whether input is pasted text of a terminal that cannot mark it as such. */
export function isPaste(input: string): boolean {
  return input.length > mostTyped && new Set(input).size > 1;
}

/** The one character that a key types, if it types one. */
export function typedBy(key: KeyName): string | undefined {
  if (key === 'space') return ' ';
  return [...key].length === 1 ? key : undefined;
}

function modified(name: string, key: Key): KeyName {
  if (name === 'tab' && key.shift) return 'shift-tab';
  return key.ctrl ? `ctrl-${name}` : name;
}

/** Control characters amid other text. */
function control(character: string): KeyName {
  if (character === '\r' || character === '\n') return 'enter';
  if (character === '\t') return 'tab';
  if (character === '\u007f' || character === '\b') return 'backspace';
  if (character < ' ') return `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`;
  return character;
}
