import { parsePattern } from '../../logs/filter/pattern.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { only, type Prompt, type UiState, type Update, type World } from '../model.ts';
import { candidates, runCommand } from '../update/commands.ts';
import { type KeyName, typedBy } from './keys.ts';

/** A key while something is typed. Filters and searches take effect with each character. */
export function updatePrompt(state: UiState, prompt: Prompt, key: KeyName, world: World): Update {
  switch (key) {
    case 'escape':
      return only(withText(withoutPrompt(state), prompt, prompt.before));
    case 'enter':
      return accept(state, prompt, world);
    case 'backspace':
      return prompt.text === ''
        ? only(withoutPrompt(state))
        : typed(state, prompt, [...prompt.text].slice(0, -1).join(''));
    case 'ctrl-u':
      return typed(state, prompt, '');
    case 'ctrl-w':
      return typed(state, prompt, prompt.text.replace(/\S*\s*$/, ''));
    case 'up':
      return recall(state, prompt, (prompt.back ?? -1) + 1);
    case 'down':
      return recall(state, prompt, (prompt.back ?? 0) - 1);
    case 'tab':
      return prompt.kind === 'command' ? complete(state, prompt) : only(state);
    default: {
      const character = typedBy(key);
      return character === undefined ? only(state) : typed(state, prompt, prompt.text + character);
    }
  }
}

/** More than this is no pattern or command that somebody meant to paste. */
const longestPaste = 1000;

/** Inserts pasted text: line breaks and tabs become blanks, other control characters are left out. */
export function pasteIntoPrompt(state: UiState, prompt: Prompt, text: string): Update {
  const line = sanitize(text.slice(0, longestPaste).replace(/\s/g, ' '), { colors: false });
  const plain = line.replace(/ +/g, ' ').trim();
  return typed(state, prompt, prompt.text + plain);
}

function accept(state: UiState, prompt: Prompt, world: World): Update {
  if (prompt.problem !== undefined) return only(state);
  const done = remembered(withoutPrompt(state), prompt);
  if (prompt.kind === 'command') return runCommand(done, prompt.text, world);
  return prompt.kind === 'search' && prompt.text !== ''
    ? only({ ...done, focus: 'main' }, { type: 'log', move: { type: 'previousMatch' } })
    : only(done);
}

/** So many of each kind are remembered. */
const mostTyped = 50;

/** With what was typed as the newest of its kind. */
function remembered(state: UiState, { kind, text }: Prompt): UiState {
  if (text === '') return state;
  const earlier = state.typed[kind].filter((one) => one !== text);
  return { ...state, typed: { ...state.typed, [kind]: [text, ...earlier].slice(0, mostTyped) } };
}

/** What was typed earlier; past the newest one an empty line. */
function recall(state: UiState, prompt: Prompt, back: number): Update {
  const known = state.typed[prompt.kind];
  if (back >= known.length) return only(state);
  const { back: _, ...rest } = prompt;
  return typed(state, back < 0 ? rest : { ...rest, back }, known[back] ?? '');
}

function complete(state: UiState, prompt: Prompt): Update {
  const [first] = candidates(prompt.text);
  return first === undefined ? only(state) : typed(state, prompt, first.name);
}

function typed(state: UiState, prompt: Prompt, text: string): Update {
  const { problem: _, ...rest } = prompt;
  if (prompt.kind === 'command') return only({ ...state, prompt: { ...rest, text } });
  const parsed = parsePattern(text);
  if (!parsed.ok) return only({ ...state, prompt: { ...rest, text, problem: parsed.message } });
  return only(withText({ ...state, prompt: { ...rest, text } }, prompt, text));
}

function withText(state: UiState, { kind, view }: Prompt, text: string): UiState {
  if (kind === 'command') return state;
  if (view !== 'logs') return { ...state, filters: { ...state.filters, [view]: text } };
  return { ...state, log: { ...state.log, [kind]: text } };
}

function withoutPrompt(state: UiState): UiState {
  const { prompt: _, ...rest } = state;
  return rest;
}
