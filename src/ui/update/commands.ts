import { parsePattern } from '../../logs/filter/pattern.ts';
import { levelOf } from '../../logs/line/level.ts';
import { problemOfIdPattern } from '../../logs/trace/own-id.ts';
import { parseDuration } from '../../pod/duration.ts';
import { actions, isAction } from '../input/keymap.ts';
import { only, type UiState, type Update, type World, withNotice } from '../model.ts';
import { perform } from './perform.ts';
import { withWindow } from './perform-log.ts';

export interface Command {
  readonly name: string;
  /** What follows the name. */
  readonly argument?: string;
  readonly description: string;
}

/** What only the palette can do, since it needs a word. */
export const wordCommands: readonly Command[] = [
  { name: 'mute', argument: 'PATTERN', description: 'leave out lines that match' },
  { name: 'unmute', description: 'take back every muted pattern' },
  { name: 'since', argument: '10m', description: 'only lines of the last so long' },
  { name: 'minimum', argument: 'LEVEL', description: 'only lines of that level and above' },
  { name: 'signal', argument: 'SIGHUP', description: 'send a signal to the selected container' },
  { name: 'select', argument: 'CONTAINER', description: 'select a container' },
  { name: 'pods', argument: 'PART', description: 'only pods with that in their name; nothing for all' },
  { name: 'request', argument: 'ID', description: 'every line of the request with that id' },
  {
    name: 'request-pattern',
    argument: 'PATTERN',
    description: 'find ids of requests by its first group: order=(\\w+); nothing for none',
  },
  { name: 'write', argument: 'FILE', description: 'save the shown lines' },
];

const allCommands: readonly Command[] = [
  ...actions.map(({ id, description }) => ({ name: id, description })),
  ...wordCommands,
];

/** Commands that what is typed may become: those that begin with it, then those that contain it. */
export function candidates(text: string): readonly Command[] {
  const [word = ''] = text.trimStart().split(' ');
  const starting = allCommands.filter(({ name }) => name.startsWith(word));
  const containing = allCommands.filter(
    ({ name, description }) => !name.startsWith(word) && (name.includes(word) || description.includes(word)),
  );
  return text.includes(' ') ? starting.filter(({ name }) => name === word) : [...starting, ...containing];
}

/** Runs what the palette says; an unambiguous beginning is enough. */
export function runCommand(state: UiState, text: string, world: World): Update {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  if (word === '') return only(state);
  const name = allCommands.some((one) => one.name === word) ? word : candidates(word)[0]?.name;
  if (name === undefined) return only(withNotice(state, `there is no command ${word}`, world.now, 'bad'));
  const takesWord = wordCommands.some((one) => one.name === name) && rest.length > 0;
  if (isAction(name) && !takesWord) return perform(state, name, world);
  return runWord(state, name, rest.join(' '), world);
}

function runWord(state: UiState, name: string, argument: string, world: World): Update {
  const { log, selected } = state;
  const fail = (text: string): Update => only(withNotice(state, text, world.now, 'bad'));
  const change = (changed: UiState['log'], text: string): Update =>
    only(withNotice({ ...state, log: changed }, text, world.now));
  switch (name) {
    case 'mute': {
      const parsed = parsePattern(argument);
      if (argument === '' || !parsed.ok) return fail(parsed.ok ? 'mute what?' : parsed.message);
      return change({ ...log, mutedPatterns: [...log.mutedPatterns, argument] }, `muted ${argument}`);
    }
    case 'unmute':
      return change({ ...log, mutedPatterns: [] }, 'no pattern is muted');
    case 'since': {
      const ms = parseDuration(argument);
      if (ms === undefined) return fail('since needs a duration such as 90s or 10m');
      return change(withWindow(log, ms / 1000), `the last ${argument}`);
    }
    case 'minimum': {
      const level = levelOf(argument);
      if (level === undefined) return fail('the levels are trace, debug, info, warn, error and fatal');
      return change({ ...log, level }, `level: ${level}`);
    }
    case 'signal': {
      if (!selected || !/^(SIG)?[A-Z][A-Z0-9+]*$/i.test(argument))
        return fail('signal needs a name such as HUP');
      const signal = `SIG${argument.toUpperCase().replace(/^SIG/, '')}`;
      return only(state, { type: 'act', action: { type: 'signal', ...selected, signal } });
    }
    case 'request':
      return argument === ''
        ? perform(state, 'request', world)
        : only(state, { type: 'request', id: argument, pattern: state.requestPattern });
    case 'request-pattern': {
      const problem = argument === '' ? undefined : problemOfIdPattern(argument);
      if (problem !== undefined) return fail(problem);
      const words =
        argument === '' ? 'ids of requests in their known forms' : `ids of requests by ${argument}`;
      return only(withNotice({ ...state, requestPattern: argument }, words, world.now));
    }
    case 'pods':
      return only({ ...state, list: { ...state.list, filter: argument } });
    case 'select': {
      const found = world.containers.find(({ pod, container }) =>
        [container, `${pod}/${container}`].includes(argument),
      );
      if (!found) return fail(`there is no container ${argument}`);
      return only({ ...state, selected: { pod: found.pod, container: found.container } });
    }
    default:
      return only(state, { type: 'save', ...(argument === '' ? {} : { name: argument }) });
  }
}
