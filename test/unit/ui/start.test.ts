import { afterEach, describe, expect, it } from '@jest/globals';
import type { Traffic } from '../../../src/events/traffic.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { UiPorts } from '../../../src/ui/ports.ts';
import { running, twoPods } from './fixtures/runs.ts';
import { openScreen, type Screen, type ScreenOptions } from './screen.ts';

let screen: Screen;
afterEach(() => screen.close());

/** The UI once it shows the last line of the run. */
async function open(options: ScreenOptions = {}, fixture = running()): Promise<void> {
  screen = openScreen(fixture, options);
  const last = fixture.events.findLast((event) => event.type === 'Log');
  await screen.see((text) => text.includes(last!.line.slice(0, 15)));
}
const removed = (pod: string): OutriderEvent => ({
  type: 'PodRemoved',
  time: '2026-01-02T10:01:00.000Z',
  seq: 999,
  project: 'shop',
  pod,
});

describe('the UI', () => {
  it('ends when every pod is removed, not before, and leaves the alternate screen', async () => {
    await open({}, twoPods());
    let over = false;
    void screen.ended.then(() => {
      over = true;
    });
    screen.tell(removed('client'));
    await screen.see((text) => text.includes('client Removed'));
    expect(over).toBe(false);
    screen.tell(removed('server'));
    await screen.ended;
    expect(screen.tty.raw).toContain('\u001b[?1049l');
    expect(screen.tty.terminal.buffer.active.type).toBe('normal');
    expect(screen.keyboard.isRaw).toBe(false);
  });

  it('its help says what quitting does there, and has no key that a view to look at does not take', async () => {
    const help = async (options: ScreenOptions['options']): Promise<string> => {
      screen = openScreen(running(), { size: [200, 60], ...(options && { options }) });
      await screen.see((text) => text.includes('/orders/29'));
      await screen.press('?', (text) => text.includes('esc closes'));
      const shown = screen.text();
      await screen.close();
      return shown;
    };
    const own = await help(undefined);
    expect(own).toMatch(/q ctrl-c +stop in order and quit/);
    expect(own).toMatch(/ K +SIGKILL/);
    const attached = await help({ leaveAtOnce: true });
    expect(attached).toMatch(/q ctrl-c +close this view/);
    expect(attached).toMatch(/ d +close this view/);
    const readOnly = await help({ readOnly: true });
    expect(readOnly).not.toMatch(/ K +SIGKILL/);
    expect(readOnly).toMatch(/ D +what it waits for/);
  });

  it('does not end with a recording: one may want to look back', async () => {
    const status = { offsetMs: 0, durationMs: 9000, playing: true, speed: 1 };
    const replay = {
      status: () => status,
      setPlaying: () => {},
      setSpeed: () => {},
      seek: () => {},
      onRestart: () => () => {},
    };
    await open({ ports: { replay }, options: { leaveAtOnce: true } });
    screen.tell(removed('web'));
    await screen.press('4', (text) => text.includes('[4 Events]') && text.includes('removed'));
    expect(screen.text()).toContain('replay 00:00 / 00:09 at 1x');
    screen.keyboard.press('q');
    await screen.ended;
  });

  it('draws anew at another size', async () => {
    await open();
    screen.tty.resize(100, 30);
    await screen.see((text) => text.split('\n')[0]!.length > 90);
    expect(screen.tty.lines()).toHaveLength(30);
    expect(screen.tty.lines()[29]).toContain('? help');
  });
});

describe('what a person asks for', () => {
  it('is asked of the run, and the answer shown', async () => {
    await open({ ports: { act: async ({ type }) => ({ message: `did ${type}` }) } });
    await screen.press('C', (text) => text.includes('Switch the traffic capture'));
    await screen.press('y', (text) => text.includes('did capture'));
  });

  it('that fails is shown', async () => {
    const act = () => Promise.reject(new Error('the engine said no'));
    await open({ ports: { act } });
    await screen.press('r', (text) => text.includes('Restart'));
    await screen.press('y', (text) => text.includes('the engine said no'));
  });

  it('is copied through the terminal', async () => {
    await open();
    await screen.press('c', (text) => text.includes('copied 1 line'));
    const [, copied] = screen.tty.raw.split('\u001b]52;c;');
    const text = Buffer.from(copied!.split('\u0007')[0]!, 'base64').toString();
    expect(text).toBe('10.89.0.3:51029 "GET /orders/29 HTTP/1.1" 200 512');
  });

  it('is saved as it is shown, filters included', async () => {
    const saved: string[] = [];
    const saveText = async (name: string, parts: AsyncIterable<string>): Promise<string> => {
      saved.push(name, '');
      for await (const part of parts) saved[1] += part;
      return `/tmp/${name}`;
    };
    await open({ ports: { saveText } });
    await screen.press('/', (text) => text.includes('esc takes it back'));
    await screen.press('ERROR\r', (text) => text.includes('/ERROR'));
    await screen.press('\u0013', (text) =>
      text.includes('saved 2 lines to /tmp/shop-2026-01-02T10-00-42.log'),
    );
    expect(saved[1]).toMatch(
      /^2026-01-02T10:00:0\S+ web\/app ERROR order 12: connection reset\n.*order 25.*\n$/,
    );
  });

  it('is saved whole where a filter lets through more than a person scrolls through', async () => {
    let saved = '';
    const saveText = async (name: string, parts: AsyncIterable<string>): Promise<string> => {
      for await (const part of parts) saved += part;
      return name;
    };
    await open({ ports: { saveText } });
    const [line] = running().events.filter((event) => event.type === 'Log');
    for (let n = 1; n <= 9000; n++) screen.tell({ ...line!, line: `one of many ${n}` });
    await screen.see((text) => text.includes('one of many 9000'));
    await screen.press('/many\r', (text) => text.includes('/many') && text.includes('many 9000'));
    await screen.press('\u0013', (text) => text.includes('saved 9000 lines'));
    expect(saved.match(/one of many \d+\n/g)).toHaveLength(9000);
  });

  it('begins before the view: some lines are there at once, all once somebody goes there or saves', async () => {
    const asked: (number | undefined)[] = [];
    async function* lines(from: number) {
      for (let n = from; n <= 1500; n++) {
        const time = new Date(Date.parse('2026-01-02T09:00:00Z') + n).toISOString().replace('Z', '000000Z');
        yield [{ time, stream: 'stdout' as const, text: `early ${n}`, partial: false }];
      }
    }
    const past: UiPorts['past'] = async (pods, { tail }) => {
      asked.push(tail);
      const source = { pod: pods[0]!, container: 'app', role: 'app', attempt: 0 } as const;
      return [{ source, lines: lines(tail === undefined ? 1 : 1501 - tail) }];
    };
    await open({ ports: { past } });
    await screen.press('g', (text) => /early 1$/m.test(text));
    expect(asked).toEqual([1000, undefined]);
    await screen.close();
    await open({ ports: { past } });
    await screen.press('#', (text) => text.includes('esc takes it back'));
    await screen.press('early 7$\r', (text) => /early 7$/m.test(text));
    expect(asked).toEqual([1000, undefined, 1000, undefined]);
  });

  it('why it waits is told from the events', async () => {
    await open();
    await screen.press('D', (text) => text.includes('Why web/migrate'));
    expect(screen.text()).toContain('Pod web is Running and ready: the pod is ready, nothing waits.');
  });

  it('the resolved spec of the selected container is shown as YAML', async () => {
    const spec = async (pod: string, container: string): Promise<readonly string[]> => [
      `name: ${container}`,
      `image: example/${pod}\u001b[2J:1`,
    ];
    await open({ ports: { spec } });
    await screen.press('y', (text) => text.includes('Spec of web/migrate'));
    expect(screen.text()).toContain('image: example/web:1');
  });

  it('in a recording there is no spec, which is said', async () => {
    await open();
    await screen.press('y', (text) => text.includes('the spec is known only while the pod runs'));
  });

  it('traffic is asked for while it is looked at', async () => {
    await open({ ports: { traffic: async () => traffic } });
    await screen.press('3', (text) => text.includes('outbound/redirect to port 15001'));
    expect(screen.text()).toContain('web:41000 → 10.96.0.7:80 outbound: outbound/redirect, ESTABLISHED');
    expect(screen.text()).toContain('1 rule has never matched');
    expect(screen.text()).toContain('FLOWS: 1 open, 0 opening, 0 closing, 1 closed; + shows closed ones');
    await screen.press('+', (text) => text.includes('TIME_WAIT') && text.includes('outbound/loopback'));
    await screen.press('/', (text) => text.includes('esc takes it back'));
    await screen.press('TIME_W\r', (text) => !text.includes('ESTABLISHED') && text.includes('[3 Traffic]'));
    expect(screen.text()).toContain('FLOWS: 0 open, 0 opening, 0 closing, 1 closed');
    await screen.press('\u001b', (text) => text.includes('? help'));
    await screen.press('\u001b', (text) => text.includes('ESTABLISHED'));
  });

  it('CPU and memory stand beside the container they belong to', async () => {
    await open({
      ports: {
        stats: (listener) => {
          listener([{ id: 'app-0', cpuPercent: 12.4, memoryBytes: 48 * 2 ** 20 }]);
          return () => {};
        },
      },
    });
    await screen.see((text) => text.includes('12%'));
    expect(screen.tty.lines().find((row) => row.includes('12%'))).toMatch(/app .* 12% {3}48M$/);
  });
});

const outgoing = { protocol: 'tcp', source: '10.89.0.2:41000', takenBy: 'outbound', why: 'to the proxy' };
const traffic: Traffic = {
  rules: [
    {
      name: 'outbound/redirect',
      chain: 'nat OUTBOUND',
      verdict: 'to port 15001',
      purpose: 'to the proxy',
      packets: 12,
      bytes: 720,
    },
    {
      name: 'outbound/loopback',
      chain: 'nat OUTPUT',
      verdict: 'left alone',
      purpose: 'stays in the pod',
      packets: 0,
      bytes: 0,
    },
  ],
  flows: [
    {
      ...outgoing,
      phase: 'closed',
      state: 'TIME_WAIT',
      destination: '10.96.0.7:81',
      rule: 'outbound/redirect',
    },
    {
      ...outgoing,
      phase: 'open',
      state: 'ESTABLISHED',
      destination: '10.96.0.7:80',
      rule: 'outbound/redirect',
    },
  ],
};

describe('pasted text', () => {
  const asked: string[] = [];
  const act = async ({ type }: { readonly type: string }) => {
    asked.push(type);
    return {};
  };

  it('is no commands: it is left out, with a word', async () => {
    await open({ ports: { act } });
    expect(screen.tty.raw).toContain('\u001b[?2004h');
    await screen.press('\u001b[200~restart\nCqKy\u001b[201~', (text) =>
      text.includes('pasted text was left out'),
    );
    expect(asked).toEqual([]);
    screen.keyboard.press('q');
    await screen.see(() => asked.length > 0);
    expect(asked).toEqual(['stop']);
  });

  it('goes into a prompt as one line, also when it comes in pieces', async () => {
    await open();
    await screen.press('/', (text) => text.includes('/'));
    screen.keyboard.press('\u001b[200~GET /or');
    screen.keyboard.press('ders/2\u001b[20');
    await screen.press('1~', (text) => text.includes('GET /orders/2'));
    await screen.press('\u001b[200~9\r\n\u001b[31m x\n\u001b[201~', (text) =>
      text.includes('GET /orders/29 x'),
    );
  });

  it('of a terminal that does not mark it is no commands either', async () => {
    asked.length = 0;
    await open({ ports: { act } });
    await screen.press('Restarting the container', (text) => text.includes('pasted text was left out'));
    expect(asked).toEqual([]);
  });

  it('is not marked any more when the screen is given back', async () => {
    await open({ options: { leaveAtOnce: true } });
    screen.keyboard.press('q');
    await screen.ended;
    expect(screen.tty.raw.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
      screen.tty.raw.lastIndexOf('\u001b[?2004h'),
    );
  });
});
