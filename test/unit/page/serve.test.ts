import { afterEach, expect, it } from '@jest/globals';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { answerTo, isLoopbackAddress } from '../../../src/page/serve/access.ts';
import { type Backlog, createBacklog } from '../../../src/page/serve/backlog.ts';
import { type Served, servePage } from '../../../src/page/serve/serve.ts';

function event(body: EventBody, seq = 1): OutriderEvent {
  return { time: '2026-03-01T09:00:00.000Z', seq, project: 'p', pod: 'web', ...body } as OutriderEvent;
}

function line(text: string): OutriderEvent {
  const of = { container: 'app', attempt: 0, stream: 'stdout', partial: false } as const;
  return event({ type: 'Log', line: text, ...of });
}

function textsOf(events: readonly OutriderEvent[]): readonly string[] {
  return events.map((one) => (one.type === 'Log' ? one.line : one.type));
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

it('a backlog gives what happened in order, in parts, from any position', () => {
  const backlog = createBacklog();
  for (const text of ['a', 'b', 'c']) backlog.push(line(text));
  backlog.push(event({ type: 'PodReady' }));
  const first = backlog.after(0, 3);
  expect(textsOf(first.events)).toEqual(['a', 'b', 'c']);
  const second = backlog.after(first.position, 3);
  expect(textsOf(second.events)).toEqual(['PodReady']);
  expect(backlog.after(second.position, 3)).toEqual({ events: [], position: 4, missed: 0 });
});

it('a backlog forgets older lines and no other event, and says how many to who comes from the beginning', () => {
  const backlog = createBacklog({ lines: 10, samples: 2 });
  backlog.push(event({ type: 'PodReady' }));
  for (let number = 0; number < 25; number++) {
    backlog.push(line(String(number)));
    backlog.push(event({ type: 'UsageSampled', usage: [] }));
  }
  const { events, missed } = backlog.after(0, 1000);
  const texts = textsOf(events);
  expect(texts[0]).toBe('PodReady');
  expect(texts.filter((text) => /^\d/.test(text))).toEqual([
    '15',
    '16',
    '17',
    '18',
    '19',
    '20',
    '21',
    '22',
    '23',
    '24',
  ]);
  expect(texts.filter((text) => text === 'UsageSampled')).toHaveLength(2);
  expect(missed).toBe(15);
});

it.each(['127.0.0.1', '127.3.2.1', '::1', 'localhost'])('%s is of this machine alone', (address) => {
  expect(isLoopbackAddress(address)).toBe(true);
});

it.each(['0.0.0.0', '::', '10.0.0.7', 'localhost.example', '127.example'])('%s is not', (address) => {
  expect(isLoopbackAddress(address)).toBe(false);
});

const local = { isLoopback: true };
const inRoom = { isLoopback: false, token: 'secret' };

it.each([
  ['the page', { url: '/', host: '127.0.0.1:8000' }, local, 'page'],
  ['the page by IPv6', { url: '/', host: '[::1]:8000' }, local, 'page'],
  ['its events', { url: '/events', host: 'localhost:8000' }, local, 'events'],
  ['a name of somebody else', { url: '/', host: 'evil.example' }, local, 403],
  ['no name', { url: '/', host: undefined }, local, 403],
  ['another path', { url: '/secret', host: 'localhost' }, local, 404],
  ['what is no address', { url: '//[', host: 'localhost' }, local, 404],
  ['what is no address, from outside', { url: '//[', host: 'room.example' }, inRoom, 401],
  ['the page with its token', { url: '/?token=secret', host: 'room.example' }, inRoom, 'page'],
  ['events with the token', { url: '/events?token=secret', host: 'room.example' }, inRoom, 'events'],
  ['the page without a token', { url: '/', host: 'room.example' }, inRoom, 401],
  ['events with another token', { url: '/events?token=secrets', host: 'room.example' }, inRoom, 401],
] as const)('answers %s', (_, asked, access, wanted) => {
  const answer = answerTo({ method: 'GET', ...asked }, access);
  expect(answer.is === 'refused' ? answer.status : answer.is).toBe(wanted);
});

it('changes nothing: other methods are refused', () => {
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect(answerTo({ method, url: '/', host: 'localhost' }, local)).toMatchObject({ status: 405 });
});

async function serving(backlog: Backlog): Promise<Served & { readonly address: string }> {
  const options = {
    backlog,
    document: '<p>page</p>',
    access: local,
    listen: '127.0.0.1',
    port: 0,
    wall: () => 5,
  };
  const served = await servePage(options);
  open.push(() => {
    backlog.end();
    served.close().catch(() => {});
  });
  return { ...served, address: `http://127.0.0.1:${served.port}` };
}

it('serves the document, and all events as a stream that ends with the run', async () => {
  const backlog = createBacklog();
  backlog.push(event({ type: 'PodReady' }));
  backlog.push(line('hello'));
  const { address } = await serving(backlog);
  expect(await (await fetch(address)).text()).toBe('<p>page</p>');
  const streaming = await fetch(`${address}/events`);
  expect(streaming.headers.get('content-type')).toBe('text/event-stream');
  backlog.end();
  const text = await streaming.text();
  expect(text).toMatch(/^event: hello\n/);
  expect(text).toContain('id: 2\nevent: batch\ndata: {"events":[{');
  expect(text).toContain('"text":["hello"]');
  expect(text).toMatch(/event: over\ndata: \n\n$/);
});

it('a stream that is asked for again goes on behind what was taken', async () => {
  const backlog = createBacklog();
  for (const text of ['one', 'two', 'three']) backlog.push(line(text));
  backlog.end();
  const { address } = await serving(backlog);
  const text = await (await fetch(`${address}/events`, { headers: { 'last-event-id': '2' } })).text();
  expect(text).toContain('"text":["three"]');
});
