import { describe, expect, it } from '@jest/globals';
import { createKeymap } from '../../../../src/ui/input/keymap.ts';
import { initialState, type UiState, type Update, type World } from '../../../../src/ui/model.ts';
import { updateByKey } from '../../../../src/ui/update/update.ts';

const { keymap } = createKeymap();
const known: World['containers'] = [
  { pod: 'web', container: 'migrate', role: 'init', captured: true, attempt: 0 },
  { pod: 'web', container: 'proxy', role: 'sidecar', captured: true, attempt: 0 },
  { pod: 'web', container: 'app', role: 'app', captured: true, attempt: 2 },
];
const world: World = {
  containers: known,
  listed: known,
  now: 1000,
  page: 10,
  leaveAtOnce: false,
  readOnly: false,
  addressOf: (pod) => (pod === 'web' ? '10.89.0.2' : undefined),
  replay: false,
  timeline: () => ({ whole: { from: 0, to: 60_000 }, shown: { from: 0, to: 60_000 }, columns: 60 }),
};

/** All keys one after another; the effects of all of them. */
function press(keys: readonly string[], from: UiState = initialState, on: World = world): Update {
  let update: Update = { state: from, effects: [] };
  for (const key of keys) {
    const next = updateByKey(update.state, key, on, keymap);
    update = { state: next.state, effects: [...update.effects, ...next.effects] };
  }
  return update;
}
const typed = (text: string): readonly string[] => [...text].map((one) => (one === ' ' ? 'space' : one));

describe('quitting', () => {
  it('asks the run to stop, and the second time to kill', () => {
    expect(press(['q']).effects).toEqual([{ type: 'act', action: { type: 'stop' } }]);
    expect(press(['ctrl-c', 'q']).effects).toEqual([
      { type: 'act', action: { type: 'stop' } },
      { type: 'act', action: { type: 'kill' } },
    ]);
  });

  it('leaves at once where nothing of ours runs', () => {
    expect(press(['q'], initialState, { ...world, leaveAtOnce: true }).effects).toEqual([{ type: 'leave' }]);
  });

  it('works with ctrl-c whatever is open', () => {
    expect(press(['/', 'ctrl-c']).effects).toEqual([{ type: 'act', action: { type: 'stop' } }]);
    expect(press(['K', 'ctrl-c']).effects).toEqual([{ type: 'act', action: { type: 'stop' } }]);
    expect(press(['?', 'ctrl-c']).effects).toEqual([{ type: 'act', action: { type: 'stop' } }]);
  });

  it('q closes what lies over the view first', () => {
    const { state, effects } = press(['?', 'q']);
    expect(state.overlay).toBeUndefined();
    expect(effects).toEqual([]);
  });
});

describe("a command of a person's own", () => {
  const own = { key: 'r', name: 'sockets', run: 'ss -tn', on: 'pod' } as const;
  const { keymap: withOwn } = createKeymap({}, { commands: [own] });
  const pressed = (state: UiState, on: World = world) => updateByKey(state, 'r', on, withOwn);

  it('is run by its key in the place of the action, about the selected container', () => {
    expect(pressed(press(['j']).state).effects).toEqual([
      {
        type: 'act',
        action: {
          type: 'command',
          on: 'pod',
          run: 'ss -tn',
          environment: { POD: 'web', CONTAINER: 'proxy', IP: '10.89.0.2' },
        },
      },
    ]);
  });

  it('is not run where something is typed, in a dialog, and in a view that only shows', () => {
    expect(pressed(press(['/']).state).effects).toEqual([]);
    expect(pressed(press(['?']).state).effects).toEqual([]);
    expect(pressed(initialState, { ...world, readOnly: true }).effects).toEqual([]);
  });
});

describe('the selected container', () => {
  it('is the first until the selection moves, and the list ends at its ends', () => {
    expect(press(['j']).state.selected).toEqual({ pod: 'web', container: 'proxy' });
    expect(press(['j', 'j', 'j', 'j']).state.selected?.container).toBe('app');
    expect(press(['k']).state.selected?.container).toBe('migrate');
  });

  it('is restarted, killed and stopped only after a yes', () => {
    expect(press(['j', 'r']).effects).toEqual([]);
    expect(press(['j', 'r', 'y']).effects).toEqual([
      { type: 'act', action: { type: 'restart', pod: 'web', container: 'proxy' } },
    ]);
    expect(press(['j', 'K']).effects).toEqual([]);
    expect(press(['j', 'K', 'n']).effects).toEqual([]);
    expect(press(['j', 'K', 'y']).effects).toEqual([
      { type: 'act', action: { type: 'signal', pod: 'web', container: 'proxy', signal: 'SIGKILL' } },
    ]);
    expect(press(['S', 'enter']).effects).toEqual([]);
  });

  it('is told with its pod where there are several', () => {
    const several: World = { ...world, containers: [...known, { ...known[2]!, pod: 'shop' }] };
    const words = (keys: readonly string[], on: World): string | undefined => {
      const { confirm, notice } = press(keys, initialState, on).state;
      return confirm?.question ?? notice?.text;
    };
    expect(['r', 'S', 'K', 'space', 'o', 'p'].map((key) => words([key], several))).toEqual([
      'Restart web/migrate?',
      'Stop web/migrate and leave it stopped?',
      'Send SIGKILL to web/migrate?',
      'web/migrate muted',
      'only web/migrate',
      'web/migrate has not been restarted',
    ]);
    expect(words(['r'], world)).toBe('Restart migrate?');
  });

  it('a question that was answered is gone', () => {
    expect(press(['K', 'x']).state.confirm).toBeUndefined();
  });

  it('has its capture switched to what it is not, after a yes', () => {
    expect(press(['C']).state.confirm?.question).toBe('Switch the traffic capture of pod web off?');
    expect(press(['C', 'y']).effects).toEqual([
      { type: 'act', action: { type: 'capture', pod: 'web', on: false } },
    ]);
  });

  it.each(['r', 'R', 'S', 'K', 'C', 'x', 'T', 'P'])(
    'is left as it is by %s in a view that only shows',
    (key) => {
      const { state, effects } = press([key], initialState, { ...world, readOnly: true });
      expect(effects).toEqual([]);
      expect(state.confirm).toBeUndefined();
      expect(state.notice?.text).toMatch(/^read-only: /);
    },
  );

  it('can be looked at in a view that only shows', () => {
    const { effects } = press(['D'], initialState, { ...world, readOnly: true });
    expect(effects).toEqual([expect.objectContaining({ type: 'why' })]);
  });

  it('T opens the toolbox in the namespace of its pod', () => {
    expect(press(['T']).effects).toEqual([{ type: 'act', action: { type: 'toolbox', pod: 'web' } }]);
  });

  it('P records the packets of its pod', () => {
    expect(press(['P']).effects).toEqual([{ type: 'pcap', pod: 'web' }]);
  });

  it('can be muted, shown alone, and all shown again', () => {
    expect([...press(['space']).state.log.muted]).toEqual(['web/migrate']);
    expect([...press(['space', 'space']).state.log.muted]).toEqual([]);
    expect([...press(['o']).state.log.muted]).toEqual(['web/proxy', 'web/app']);
    expect(press(['o', 's', 'i', 'a']).state.log).toMatchObject({ muted: new Set(), mutedRoles: new Set() });
    expect([...press(['s']).state.log.mutedRoles]).toEqual(['sidecar']);
  });
});

describe('the instance before', () => {
  const attempt = ({ state }: Update): number | undefined => state.log.instance?.attempt;
  const onApp = ['j', 'j'];

  it('is one further back each time, then all lines are there again', () => {
    expect(attempt(press([...onApp, 'p']))).toBe(1);
    expect(attempt(press([...onApp, 'p', 'p']))).toBe(0);
    expect(attempt(press([...onApp, 'p', 'p', 'p']))).toBeUndefined();
    expect(press([...onApp, '4', 'p']).state.view).toBe('logs');
  });

  it('is taken back like a filter, and with all that is muted', () => {
    const quiet: World = { ...world, now: 100_000 };
    const { state } = press([...onApp, 'p']);
    const { notice: _, ...shown } = state;
    expect(attempt(press(['escape'], shown, quiet))).toBeUndefined();
    expect(attempt(press(['a'], shown, quiet))).toBeUndefined();
  });

  it('of a container that was never restarted is not there, which is said', () => {
    const { state } = press(['p']);
    expect(state.log.instance).toBeUndefined();
    expect(state.notice?.text).toBe('migrate has not been restarted');
  });
});

describe('a filter', () => {
  it('takes effect with each character and stays with enter', () => {
    expect(press(['/', ...typed('err')]).state.log.filter).toBe('err');
    const { state } = press(['/', ...typed('err or'), 'backspace', 'enter']);
    expect(state.log.filter).toBe('err o');
    expect(state.prompt).toBeUndefined();
  });

  it('comes back as it was with escape', () => {
    const { state } = press(['/', ...typed('a'), 'enter', '/', ...typed('bc'), 'escape']);
    expect(state.log.filter).toBe('a');
  });

  it('that is no regular expression yet changes nothing and says so', () => {
    const { state } = press(['/', ...typed('ok('), 'enter']);
    expect(state.log.filter).toBe('ok');
    expect(state.prompt?.problem).toContain('is no regular expression');
  });

  it('survives a look at another view', () => {
    expect(press(['/', 'a', 'enter', '2', '1']).state.log.filter).toBe('a');
  });

  it('types the characters that are keys elsewhere', () => {
    expect(press(['/', ...typed('q?!:#')]).state.log.filter).toBe('q?!:#');
  });
});

describe('patterns and commands that were typed', () => {
  it('come back with up, the newest first, and go again with down', () => {
    const before = ['/', 'a', 'enter', '/', 'ctrl-u', 'b', 'enter', '/', 'ctrl-u'];
    const text = (...keys: readonly string[]): string | undefined =>
      press([...before, ...keys]).state.prompt?.text;
    expect(text('up')).toBe('b');
    expect(text('up', 'up')).toBe('a');
    expect(text('up', 'up', 'up')).toBe('a');
    expect(text('up', 'up', 'down')).toBe('b');
    expect(text('up', 'down')).toBe('');
    expect(press([...before, 'up', 'up', 'enter']).state.log.filter).toBe('a');
  });

  it('are apart for each kind, and each there once', () => {
    const { typed: all } = press([
      '/',
      'a',
      'enter',
      '#',
      'b',
      'enter',
      '#',
      'enter',
      ':',
      'w',
      'enter',
    ]).state;
    expect(all).toEqual({ filter: ['a'], search: ['b'], command: ['w'] });
  });
});

describe('a request', () => {
  it('is followed from the line at the cursor, or by an id that is typed', () => {
    expect(press(['I']).effects).toEqual([{ type: 'request', pattern: '' }]);
    expect(press([':', ...typed('request req-7'), 'enter']).effects).toEqual([
      { type: 'request', id: 'req-7', pattern: '' },
    ]);
  });

  it('has further ids of its line one after another, and is left with escape', () => {
    const overlay = { type: 'request', id: 'a', others: ['b', 'c'], scroll: 3 } as const;
    const { state } = press(['I'], { ...initialState, overlay });
    expect(state.overlay).toEqual({ type: 'request', id: 'b', others: ['c', 'a'], scroll: 0 });
    expect(press(['escape'], state).state.overlay).toBeUndefined();
    expect(press(['?'], state).state.overlay).toEqual({ type: 'help', scroll: 0 });
  });

  it('is found by a pattern of ones own, which has a group', () => {
    expect(press([':', ...typed('request-pattern order=(\\w+)'), 'enter', 'I']).effects).toEqual([
      { type: 'request', pattern: 'order=(\\w+)' },
    ]);
    expect(press([':', ...typed('request-pattern order'), 'enter']).state.notice?.text).toContain('no group');
  });
});

describe('a filter of another view', () => {
  it('is typed there, stays there, and is cleared there', () => {
    const { state } = press(['4', '/', ...typed('probe'), 'enter']);
    expect([state.view, state.filters.events, state.log.filter]).toEqual(['events', 'probe', '']);
    expect(press(['3', '/', 'a', 'escape'], state).state.filters).toMatchObject({
      events: 'probe',
      traffic: '',
    });
    const quiet: World = { ...world, now: 100_000 };
    expect(press(['escape'], state, quiet).state).toMatchObject({ view: 'events', filters: { events: '' } });
    expect(press(['escape', 'escape'], state, quiet).state.view).toBe('logs');
  });
});

describe('the timeline', () => {
  const shown = (from: number, to: number, columns = 60): World => ({
    ...world,
    timeline: () => ({ whole: { from: 0, to: 60_000 }, shown: { from, to }, columns }),
  });
  const on = press(['2']).state;

  it('is of all, the start, the stop and the last minute, one after another', () => {
    const parts = [1, 2, 3, 4].map((times) => press(Array<string>(times).fill('v'), on).state.timeline.part);
    expect(parts).toEqual(['start', 'stop', 'last minute', 'all']);
    expect(press(['1', 'v']).state.view).toBe('timeline');
  });

  it('is looked at closer around the cursor, and wider up to all of it', () => {
    expect(press(['+'], on).state.timeline).toEqual({ part: 'zoomed', from: 15_000, to: 45_000 });
    const at = { ...on, timeline: { part: 'all', cursor: 60_000 } } as const;
    expect(press(['+'], at).state.timeline).toEqual({
      part: 'zoomed',
      from: 30_000,
      to: 60_000,
      cursor: 60_000,
    });
    expect(press(['-'], on, shown(15_000, 45_000)).state.timeline).toEqual({ part: 'all' });
  });

  it('has a cursor that begins at the newest moment and takes the view with it past an edge', () => {
    expect(press(['left'], on).state.timeline.cursor).toBe(59_500);
    expect(press(['left', 'left'], on).state.timeline.cursor).toBe(58_500);
    const at = { ...on, timeline: { part: 'zoomed', from: 30_000, to: 60_000, cursor: 30_000 } } as const;
    expect(press(['left'], at, shown(30_000, 60_000)).state.timeline).toEqual({
      part: 'zoomed',
      from: 15_000,
      to: 45_000,
      cursor: 29_500,
    });
  });

  it('is whole again with escape', () => {
    const quiet: World = { ...world, now: 100_000 };
    expect(press(['+', 'escape'], on, quiet).state).toMatchObject({
      view: 'timeline',
      timeline: { part: 'all' },
    });
  });
});

describe('the traffic', () => {
  it('has its own order and folds what is idle or over', () => {
    const { state } = press(['3', 'O']);
    expect([state.traffic.sort, state.list.sort]).toEqual(['from', 'start']);
    expect(press(['+'], state).state.traffic.all).toBe(true);
    expect(press(['+', '-'], state).state.traffic.all).toBe(false);
  });
});

describe('a search', () => {
  it('goes to the match above when it is accepted, then with n and N', () => {
    expect(
      press(['#', 'a', 'enter', 'n', 'N']).effects.map((one) => one.type === 'log' && one.move.type),
    ).toEqual(['previousMatch', 'nextMatch', 'previousMatch']);
  });

  it('is cleared by escape before the filter is', () => {
    const both = press(['/', 'a', 'enter', '#', 'b', 'enter', 'escape']).state.log;
    expect([both.filter, both.search]).toEqual(['a', '']);
    expect(press(['/', 'a', 'enter', 'escape']).state.log.filter).toBe('');
  });
});

describe('the palette', () => {
  it('runs every action by its name or an unambiguous beginning', () => {
    expect(press([':', ...typed('timel'), 'enter']).state.view).toBe('timeline');
    expect(press([':', ...typed('restart-pod'), 'enter']).state.confirm?.action).toEqual({
      type: 'restart',
      pod: 'web',
    });
  });

  it('runs what needs a word', () => {
    expect(press([':', ...typed('mute healthz'), 'enter']).state.log.mutedPatterns).toEqual(['healthz']);
    expect(press([':', ...typed('since 5m'), 'enter']).state.log.windowSeconds).toBe(300);
    expect(press([':', ...typed('select app'), 'enter']).state.selected?.container).toBe('app');
    expect(press(['j', ':', ...typed('signal hup'), 'enter']).effects).toEqual([
      { type: 'act', action: { type: 'signal', pod: 'web', container: 'proxy', signal: 'SIGHUP' } },
    ]);
  });

  it('says what it does not know', () => {
    expect(press([':', ...typed('dance'), 'enter']).state.notice?.text).toBe('there is no command dance');
    expect(press([':', ...typed('since x'), 'enter']).state.notice?.tone).toBe('bad');
  });
});

describe('moving', () => {
  it('goes through the log once it has the focus; pages always do', () => {
    expect(press(['tab', 'k']).effects).toEqual([{ type: 'log', move: { type: 'by', lines: -1 } }]);
    expect(press(['pageup']).effects).toEqual([{ type: 'log', move: { type: 'page', rows: -10 } }]);
    expect(press(['G']).effects).toEqual([{ type: 'log', move: { type: 'follow' } }]);
  });

  it('scrolls the other views, and not above their beginning', () => {
    expect(press(['2', 'pagedown', 'ctrl-u']).state.scroll.timeline).toBe(5);
    expect(press(['2', 'pageup']).state.scroll.timeline).toBe(0);
    expect(press(['4', 'pageup']).state.scroll.events).toBe(10);
    expect(press(['4', 'pageup', 'G']).state.scroll.events).toBe(0);
  });
});

describe('the list of pods', () => {
  it('is sorted by start, trouble and name', () => {
    const sorts = [1, 2, 3].map((times) => press(Array<string>(times).fill('O')).state.list.sort);
    expect(sorts).toEqual(['trouble', 'name', 'start']);
  });

  it('shows only pods that are not well, or whose name has a part', () => {
    expect(press(['!']).state.list.troubleOnly).toBe(true);
    expect(press(['!', '!']).state.list.troubleOnly).toBe(false);
    expect(press([':', ...typed('pods we'), 'enter']).state.list.filter).toBe('we');
    expect(press([':', ...typed('pods'), 'enter']).state.list.filter).toBe('');
  });

  it('folds the pod of the selected container and opens it', () => {
    expect(press(['F']).state.list.folds).toEqual(new Map([['web', 'folded']]));
    expect(press(['F', 'F']).state.list.folds).toEqual(new Map([['web', 'open']]));
  });

  it('is walked through in its own order; of a folded pod one container is in it', () => {
    const other = { pod: 'api', container: 'app' };
    const listed = [other, { pod: 'web', container: 'migrate' }];
    const walked: World = {
      ...world,
      containers: [{ ...other, role: 'app', captured: false, attempt: 0 }, ...known],
      listed,
    };
    const from: UiState = { ...initialState, selected: { pod: 'web', container: 'app' } };
    expect(press(['k'], from, walked).state.selected).toEqual(other);
    expect(press(['k', 'j'], from, walked).state.selected).toEqual(listed[1]);
  });

  it('has the selection in it whatever it shows', () => {
    const listed = [{ pod: 'api', container: 'app' }];
    expect(press(['!'], initialState, { ...world, listed }).state.selected).toEqual(listed[0]);
    expect(press(['!'], initialState, { ...world, listed: [] }).state.selected).toEqual({
      pod: 'web',
      container: 'migrate',
    });
  });
});

describe('a run that goes step by step', () => {
  const step = { pod: 'db', action: 'start', container: 'app' } as const;

  it('goes on by a key, also over a pod that is not selected', () => {
    expect(press(['.'], initialState, { ...world, step }).effects).toEqual([
      { type: 'act', action: { type: 'goOn', ...step } },
    ]);
  });

  it.each<[string, Partial<World>, RegExp]>([
    ['nothing waits', {}, /no start or stop waits/],
    ['the view only looks', { step, readOnly: true }, /read-only/],
  ])('says why nothing happens when %s', (_, more, words) => {
    const { state, effects } = press(['.'], initialState, { ...world, ...more });
    expect(effects).toEqual([]);
    expect(state.notice?.text).toMatch(words);
  });
});
