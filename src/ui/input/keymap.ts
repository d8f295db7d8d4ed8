import type { KeyName } from './keys.ts';

interface ActionRow {
  readonly id: string;
  readonly group: 'Run' | 'Views' | 'Move' | 'Log' | 'Lines of' | 'Container' | 'Lesson' | 'Replay';
  readonly keys: readonly KeyName[];
  readonly description: string;
}

/** Every action that a key can have: help, `docs/ui.md`, the palette and remapping are all made from this table. */
export const actions = [
  { id: 'help', group: 'Run', keys: ['?'], description: 'show or hide this help' },
  { id: 'palette', group: 'Run', keys: [':'], description: 'run any action by its name' },
  {
    id: 'quit',
    group: 'Run',
    keys: ['q', 'ctrl-c'],
    description: 'stop in order and quit; a second time: kill',
  },
  { id: 'go-on', group: 'Run', keys: ['.'], description: 'let the next step happen (`up --step`)' },
  { id: 'detach', group: 'Run', keys: ['d'], description: 'leave the pods running and quit' },
  {
    id: 'suspend',
    group: 'Run',
    keys: ['ctrl-z'],
    description: 'back to the shell; `fg` goes on here',
  },
  { id: 'cancel', group: 'Run', keys: ['escape'], description: 'close, clear, go back to following' },
  { id: 'logs', group: 'Views', keys: ['1', 'l'], description: 'the combined log' },
  { id: 'timeline', group: 'Views', keys: ['2'], description: 'one bar a container' },
  { id: 'traffic', group: 'Views', keys: ['3'], description: 'capture rules with counters, open flows' },
  { id: 'events', group: 'Views', keys: ['4'], description: 'everything that has happened' },
  {
    id: 'focus',
    group: 'Views',
    keys: ['tab', 'shift-tab'],
    description: 'containers, or the view below them',
  },
  {
    id: 'mouse',
    group: 'Views',
    keys: ['M'],
    description: "mouse on, or the terminal's own selection",
  },
  { id: 'zoom', group: 'Views', keys: ['z'], description: 'the view alone, without the containers' },
  { id: 'fold', group: 'Views', keys: ['F'], description: 'fold the pod to one row, or open it' },
  {
    id: 'sort',
    group: 'Views',
    keys: ['O'],
    description: 'sort pods (start, trouble, name), or flows',
  },
  {
    id: 'part',
    group: 'Views',
    keys: ['v'],
    description: 'timeline: all, start, stop, last minute',
  },
  { id: 'trouble', group: 'Views', keys: ['!'], description: 'only pods that are not well, or all' },
  { id: 'up', group: 'Move', keys: ['k', 'up'], description: 'up' },
  { id: 'down', group: 'Move', keys: ['j', 'down'], description: 'down' },
  { id: 'page-up', group: 'Move', keys: ['pageup', 'ctrl-b'], description: 'a page up' },
  { id: 'page-down', group: 'Move', keys: ['pagedown'], description: 'a page down' },
  { id: 'half-up', group: 'Move', keys: ['ctrl-u'], description: 'half a page up' },
  { id: 'half-down', group: 'Move', keys: ['ctrl-d'], description: 'half a page down' },
  { id: 'top', group: 'Move', keys: ['g', 'home'], description: 'to the beginning' },
  { id: 'bottom', group: 'Move', keys: ['G', 'end'], description: 'to the end, and follow' },
  { id: 'follow', group: 'Log', keys: ['f'], description: 'follow or pause; nothing is lost meanwhile' },
  { id: 'filter', group: 'Log', keys: ['/'], description: 'only rows that match; with ! that do not' },
  { id: 'search', group: 'Log', keys: ['#', 'ctrl-f'], description: 'mark matches, keep all lines' },
  { id: 'next-match', group: 'Log', keys: ['n'], description: 'next match' },
  { id: 'previous-match', group: 'Log', keys: ['N'], description: 'previous match' },
  { id: 'next-error', group: 'Log', keys: ['e'], description: 'next error' },
  { id: 'previous-error', group: 'Log', keys: ['E'], description: 'previous error' },
  {
    id: 'more',
    group: 'Log',
    keys: ['+', '='],
    description: 'more: around matches, timeline, traffic',
  },
  {
    id: 'less',
    group: 'Log',
    keys: ['-'],
    description: 'less: around matches, timeline, traffic',
  },
  {
    id: 'left',
    group: 'Log',
    keys: ['left', 'ctrl-left'],
    description: 'cut lines further left; timeline: earlier',
  },
  {
    id: 'right',
    group: 'Log',
    keys: ['right', 'ctrl-right'],
    description: 'cut lines further right; timeline: later',
  },
  {
    id: 'request',
    group: 'Log',
    keys: ['I'],
    description: 'follow the request of this line',
  },
  { id: 'level', group: 'Log', keys: ['L'], description: 'least level: all, info, warn, error' },
  { id: 'window', group: 'Log', keys: ['W'], description: 'the last: all, 1 m, 5 m, 15 m, 1 h' },
  { id: 'wrap', group: 'Log', keys: ['w'], description: 'wrap long lines, or cut them' },
  { id: 'timestamps', group: 'Log', keys: ['t'], description: 'times: off, local, UTC, since the start' },
  { id: 'elapsed', group: 'Log', keys: ['u'], description: 'the time since the line before' },
  { id: 'json', group: 'Log', keys: ['J'], description: 'JSON and access lines laid out, or raw' },
  { id: 'detail', group: 'Log', keys: ['enter'], description: 'the whole line, JSON folded out' },
  { id: 'mark', group: 'Log', keys: ['m'], description: 'mark the line, or take the mark off' },
  { id: 'marker', group: 'Log', keys: ['b'], description: 'a row that says when it was made' },
  { id: 'clear', group: 'Log', keys: ['ctrl-l'], description: 'hide all lines until now; again: show them' },
  { id: 'copy', group: 'Log', keys: ['c'], description: 'copy the marked lines, else this one' },
  { id: 'save', group: 'Log', keys: ['ctrl-s'], description: 'save the shown lines to a file' },
  { id: 'toggle', group: 'Lines of', keys: ['space'], description: 'the selected container on or off' },
  { id: 'only', group: 'Lines of', keys: ['o'], description: 'the selected container alone' },
  { id: 'all', group: 'Lines of', keys: ['a'], description: 'all containers, nothing muted' },
  {
    id: 'previous',
    group: 'Lines of',
    keys: ['p'],
    description: 'its instance before the last restart',
  },
  { id: 'toggle-init', group: 'Lines of', keys: ['i'], description: 'init containers on or off' },
  { id: 'toggle-sidecars', group: 'Lines of', keys: ['s'], description: 'sidecars on or off' },
  { id: 'why', group: 'Container', keys: ['D'], description: 'what it waits for, and why' },
  { id: 'spec', group: 'Container', keys: ['y'], description: 'its resolved spec as YAML' },
  { id: 'shell', group: 'Container', keys: ['x'], description: 'a shell in it' },
  {
    id: 'toolbox',
    group: 'Container',
    keys: ['T'],
    description: 'a shell with network tools in its pod',
  },
  {
    id: 'pcap',
    group: 'Container',
    keys: ['P'],
    description: 'record packets of its pod; again: end it',
  },
  { id: 'restart', group: 'Container', keys: ['r'], description: 'restart it' },
  { id: 'restart-pod', group: 'Container', keys: ['R'], description: 'restart all containers of its pod' },
  { id: 'stop', group: 'Container', keys: ['S'], description: 'stop it and leave it stopped' },
  {
    id: 'kill',
    group: 'Container',
    keys: ['K'],
    description: 'SIGKILL; then its restart policy decides',
  },
  { id: 'capture', group: 'Container', keys: ['C'], description: 'traffic capture of its pod on or off' },
  { id: 'next-step', group: 'Lesson', keys: ['ctrl-n'], description: 'the next step, once all is green' },
  { id: 'play', group: 'Replay', keys: ['p'], description: 'play or pause' },
  { id: 'faster', group: 'Replay', keys: ['>'], description: 'twice the speed' },
  { id: 'slower', group: 'Replay', keys: ['<'], description: 'half the speed' },
  { id: 'forward', group: 'Replay', keys: ['right'], description: '5 s forward' },
  { id: 'back', group: 'Replay', keys: ['left'], description: '5 s back' },
] as const satisfies readonly ActionRow[];

export type ActionId = (typeof actions)[number]['id'];

/** A command of a person's own that a key runs. It finds `$POD`, `$CONTAINER` and `$IP` in its environment. */
export interface CustomCommand {
  readonly key: KeyName;
  /** For the help; default: the command. */
  readonly name?: string;
  /** For a shell. */
  readonly run: string;
  /** `pod`: with the network tools in the namespace of the selected pod; `machine`: where Outrider runs. */
  readonly on: 'pod' | 'machine';
}

export interface Keymap {
  readonly commands: readonly CustomCommand[];
  readonly commandOf: (key: KeyName) => CustomCommand | undefined;
  readonly actionOf: (key: KeyName) => ActionId | undefined;
  readonly keysOf: (action: ActionId) => readonly KeyName[];
}

/** Keys by the name of their action, as a file has them: `{ "restart": ["ctrl-r"], "quit": "Q" }`. */
export type KeyMapping = Readonly<Record<string, string | readonly string[]>>;

interface KeymapProblem {
  readonly message: string;
  readonly hint: string;
}

/**
 * The default keys with those of a mapping in their place; what is wrong with it is told and left out. In a replay its
 * own keys come before all other default ones, otherwise behind them.
 */
export function createKeymap(
  mapping: KeyMapping = {},
  {
    replay = false,
    commands = [],
  }: { readonly replay?: boolean; readonly commands?: readonly CustomCommand[] } = {},
): {
  readonly keymap: Keymap;
  readonly problems: readonly KeymapProblem[];
} {
  const problems: KeymapProblem[] = [];
  const keys = new Map<ActionId, readonly KeyName[]>(actions.map(({ id, keys }) => [id, keys]));
  for (const [name, wanted] of Object.entries(mapping)) {
    if (!isAction(name)) problems.push(unknownAction(name));
    else keys.set(name, (typeof wanted === 'string' ? [wanted] : wanted).map(fromLabel));
  }
  const byKey = new Map<KeyName, ActionId>();
  const own = new Map(commands.map((command) => [fromLabel(command.key), command]));
  const isMapped = ({ id }: { id: ActionId }): boolean => Object.hasOwn(mapping, id);
  const rank = (action: (typeof actions)[number]): number =>
    isMapped(action) ? 0 : (action.group === 'Replay') === replay ? 1 : 2;
  for (const action of [...actions].sort((a, b) => rank(a) - rank(b))) {
    const { id } = action;
    for (const key of keys.get(id)!) {
      const taken = byKey.get(key);
      if (taken !== undefined && isMapped(action)) problems.push(twice(key, taken, id));
      byKey.set(key, taken ?? id);
    }
  }
  const reachable = (id: ActionId): readonly KeyName[] =>
    keys.get(id)!.filter((key) => byKey.get(key) === id && !own.has(key));
  const commandOf = (key: KeyName): CustomCommand | undefined => own.get(key);
  const actionOf = (key: KeyName): ActionId | undefined => (own.has(key) ? undefined : byKey.get(key));
  return { keymap: { commands, commandOf, actionOf, keysOf: reachable }, problems };
}

function fromLabel(label: string): KeyName {
  return label === 'esc' ? 'escape' : label;
}

/** Keys as people read and write them. */
export function keyLabel(key: KeyName): string {
  return key === 'escape' ? 'esc' : key;
}

export function isAction(name: string): name is ActionId {
  return actions.some(({ id }) => id === name);
}

function unknownAction(name: string): KeymapProblem {
  return {
    message: `${JSON.stringify(name)} is no action`,
    hint: `the actions are ${actions.map(({ id }) => id).join(', ')}`,
  };
}

function twice(key: KeyName, first: ActionId, second: ActionId): KeymapProblem {
  return {
    message: `the key ${key} is given to ${first} and to ${second}`,
    hint: `${first} has it; give ${second} another one`,
  };
}
