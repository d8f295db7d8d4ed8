import type { CustomCommand, Keymap } from '../input/keymap.ts';
import type { KeyName } from '../input/keys.ts';
import { pasteIntoPrompt, updatePrompt } from '../input/prompt.ts';
import {
  type ContainerRef,
  type Overlay,
  only,
  type UiState,
  type Update,
  type World,
  withNotice,
} from '../model.ts';
import { perform } from './perform.ts';
import { scrollOverlay } from './perform-move.ts';

/** The state after a key, and what is to be done. Everything that a key can mean is decided here. */
export function updateByKey(state: UiState, key: KeyName, world: World, keymap: Keymap): Update {
  const current = withSelection({ ...state }, world);
  if (key === 'ctrl-c') return perform(withoutDialogs(current), 'quit', world);
  if (current.confirm) return answer(current, key);
  if (current.prompt) return updatePrompt(current, current.prompt, key, world);
  const command = keymap.commandOf(key);
  if (command && !current.overlay) return runCommand(current, command, world);
  const action = keymap.actionOf(key);
  if (current.overlay) return onOverlay(current, current.overlay, action, world);
  return action === undefined ? only(current) : perform(current, action, world);
}

/**
 * The state after a paste. Pasted text is no commands: where something is typed it is inserted, with blanks for line
 * breaks; elsewhere it is left out, with a word.
 */
export function updateByPaste(state: UiState, text: string, world: World): Update {
  const current = withSelection({ ...state }, world);
  if (current.prompt && !current.confirm) return pasteIntoPrompt(current, current.prompt, text);
  return only(withNotice(current, 'pasted text was left out: it is no command', world.now, 'busy'));
}

/** There is always a selected container as long as there are containers. */
export function withSelection(state: UiState, { containers, listed }: World): UiState {
  const { selected } = state;
  const isThere = selected && containers.some((one) => isSame(one, selected));
  const isListed = listed.some(({ pod }) => pod === selected?.pod);
  const first = listed[0] ?? (isThere ? undefined : containers[0]);
  if ((isThere && isListed) || !first) return state;
  return { ...state, selected: { pod: first.pod, container: first.container } };
}

/** A person's own command, about the selected container. */
function runCommand(state: UiState, { run, on, name = run }: CustomCommand, world: World): Update {
  const of = state.selected;
  if (!of) return only(withNotice(state, 'there is no container yet', world.now));
  if (world.readOnly)
    return only(withNotice(state, `read-only: there is no ${name} from here`, world.now, 'busy'));
  const environment = { POD: of.pod, CONTAINER: of.container, IP: world.addressOf(of.pod) ?? '' };
  return only(state, { type: 'act', action: { type: 'command', on, run, environment } });
}

function isSame(a: ContainerRef, b: ContainerRef): boolean {
  return a.pod === b.pod && a.container === b.container;
}

function withoutDialogs(state: UiState): UiState {
  const { prompt: _, confirm: __, overlay: ___, ...rest } = state;
  return rest;
}

/** Only a clear yes does it. */
function answer(state: UiState, key: KeyName): Update {
  const { confirm, ...rest } = state;
  return key === 'y' || key === 'Y' ? only(rest, { type: 'act', action: confirm!.action }) : only(rest);
}

function onOverlay(
  state: UiState,
  overlay: Overlay,
  action: ReturnType<Keymap['actionOf']>,
  world: World,
): Update {
  const by = { up: -1, down: 1, 'page-up': -world.page, 'page-down': world.page }[action as string];
  const half = { 'half-up': -1, 'half-down': 1 }[action as string];
  const delta = by ?? (half === undefined ? undefined : half * Math.floor(world.page / 2));
  if (delta !== undefined) return only(scrollOverlay(state, delta));
  if (action === 'top') return only({ ...state, overlay: { ...overlay, scroll: 0 } });
  if (action === 'request' && overlay.type === 'request') return only({ ...state, overlay: nextId(overlay) });
  if (action === 'help' && overlay.type !== 'help')
    return only({ ...state, overlay: { type: 'help', scroll: 0 } });
  const closes = action === 'cancel' || action === 'quit' || action === 'detail' || action === 'help';
  if (!closes) return only(state);
  const { overlay: _, ...rest } = state;
  return only(rest);
}

/** A line may have several ids; each has its turn. */
function nextId(overlay: Extract<Overlay, { type: 'request' }>): Overlay {
  const [id = overlay.id, ...rest] = [...overlay.others, overlay.id];
  return { ...overlay, id, others: rest, scroll: 0 };
}
