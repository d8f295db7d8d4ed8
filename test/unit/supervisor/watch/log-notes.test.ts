import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../../src/events/types.ts';
import { createLogNotes, isUpstreamFailure } from '../../../../src/supervisor/watch/log-notes.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';

function noting() {
  const told: EventBody[] = [];
  const clock = createManualClock();
  return { told, clock, notes: createLogNotes(clock, (event) => told.push(event)) };
}

const line = (text: string, attempt = 0): EventBody =>
  ({
    ...{ type: 'Log', container: 'app', attempt, stream: 'stdout', line: text, partial: false },
  }) as EventBody;
const ended = (exitCode: number, attempt = 0, follows = false): EventBody => ({
  type: 'ContainerTerminated',
  ...{ container: 'app', attempt, exitCode, reason: 'Error' },
  restart: { follows, rule: 'Always' },
});
const last = (attempt: number, ...lines: readonly string[]) => ({
  type: 'LastLines',
  container: 'app',
  attempt,
  lines,
});

it('the last lines of an instance that ended badly are told once its log is read, in whatever order that comes', () => {
  const { told, notes } = noting();
  notes.hear(line('one'));
  notes.hear(ended(1));
  expect(told).toEqual([]);
  notes.hear(line('two'));
  notes.logEnded('app', 0);
  notes.hear(line('three', 1));
  notes.logEnded('app', 1);
  notes.hear(ended(2, 1));
  expect(told).toEqual([last(0, 'one', 'two'), last(1, 'three')]);
});

it('of many lines the last twelve are told, cut, without empty ones', () => {
  const { told, notes } = noting();
  for (let at = 0; at < 40; at++) notes.hear(line(at === 39 ? 'x'.repeat(5000) : at % 2 ? '  ' : String(at)));
  notes.hear(ended(1));
  notes.logEnded('app', 0);
  const [{ lines }] = told as unknown as [{ lines: readonly string[] }];
  expect([lines.length, lines.at(-1)!.length, lines[0]]).toEqual([12, 400, '18']);
});

it('an instance that ended well, or wrote nothing, has no last lines', () => {
  const { told, notes } = noting();
  notes.hear(line('done'));
  notes.hear(ended(0));
  notes.logEnded('app', 0);
  notes.hear(ended(1, 1));
  notes.logEnded('app', 1);
  expect(told).toEqual([]);
});

it('an instance that exited 0 and is started again has them', () => {
  const { told, notes } = noting();
  notes.hear(line('bye'));
  notes.hear(ended(0, 0, true));
  notes.logEnded('app', 0);
  expect(told).toEqual([last(0, 'bye')]);
});

const failed =
  '10.0.0.2:1 [02/Jan/2026:10:00:00.000] front back/srv 0/0/-1/-1/0 503 221 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"';

it('failures of an upstream are counted, and told at most every five seconds', async () => {
  const { told, clock, notes } = noting();
  const counts = () => told.map((event) => (event as { count: number }).count);
  for (let at = 0; at < 4; at++) notes.hear(line(failed));
  expect(counts()).toEqual([1]);
  await clock.run(6_000);
  notes.hear(line(failed));
  expect(counts()).toEqual([1, 5]);
  await clock.run(100_000);
  notes.hear(line(failed));
  expect(counts()).toEqual([1, 5, 1]);
});

it.each<[string, string, boolean]>([
  ['HAProxy that cannot connect', failed, true],
  ['HAProxy that passes an answer on', failed.replace('SC--', '----'), false],
  ['HAProxy with a client that went', failed.replace('SC--', 'CD--'), false],
  [
    'Envoy without an upstream',
    '[2026-01-02T10:00:00.000Z] "GET / HTTP/1.1" 503 UF 0 91 1 - "-" "curl" "id" "web" "10.0.0.3:80"',
    true,
  ],
  [
    'Envoy that passes an answer on',
    '[2026-01-02T10:00:00.000Z] "GET / HTTP/1.1" 503 - 0 91 1 - "-" "curl" "id" "web" "10.0.0.3:80"',
    false,
  ],
  [
    'nginx without an upstream',
    '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 502 157 "-" "curl/8"',
    true,
  ],
  [
    'a request that went well',
    '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 157 "-" "curl/8"',
    false,
  ],
  ['a word', 'order 503 served', false],
])('%s', (_, text, is) => {
  expect(isUpstreamFailure(text)).toBe(is);
});
