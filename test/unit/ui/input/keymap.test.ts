import { describe, expect, it } from '@jest/globals';
import { actions, createKeymap } from '../../../../src/ui/input/keymap.ts';

it.each([true, false])('no default key has two actions, keys of replays apart', (ofReplays) => {
  const keys = actions.filter(({ group }) => (group === 'Replay') === ofReplays).flatMap(({ keys }) => keys);
  expect(new Set<string>(keys).size).toBe(keys.length);
});

it('in a replay its own keys come first', () => {
  expect(createKeymap().keymap.actionOf('p')).toBe('previous');
  const { keymap } = createKeymap({}, { replay: true });
  expect(keymap.actionOf('p')).toBe('play');
  expect(keymap.keysOf('previous')).toEqual([]);
});

it('every action has a key and words', () => {
  for (const { keys, description } of actions) {
    expect(keys.length).toBeGreaterThan(0);
    expect(description).not.toBe('');
  }
});

describe('a mapping', () => {
  it('takes the place of the default keys of an action', () => {
    const { keymap, problems } = createKeymap({ restart: ['ctrl-r'] });
    expect(problems).toEqual([]);
    expect(keymap.actionOf('ctrl-r')).toBe('restart');
    expect(keymap.actionOf('r')).toBeUndefined();
    expect(keymap.keysOf('restart')).toEqual(['ctrl-r']);
  });

  it('takes a key away from the action that has it by default', () => {
    const { keymap } = createKeymap({ restart: 'q' });
    expect(keymap.actionOf('q')).toBe('restart');
    expect(keymap.keysOf('quit')).toEqual(['ctrl-c']);
  });

  it('tells of actions that do not exist, and of keys that are given twice', () => {
    const { problems } = createKeymap({ reboot: 'r', restart: 'y', kill: 'y' });
    expect(problems.map(({ message }) => message)).toEqual([
      '"reboot" is no action',
      'the key y is given to restart and to kill',
    ]);
  });

  it('knows escape under the name that the page has', () => {
    expect(createKeymap({ cancel: 'esc' }).keymap.actionOf('escape')).toBe('cancel');
  });
});
