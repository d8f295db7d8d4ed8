import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '../../../src/logs/merge/record.ts';
import { barOf, hopsOf, inUnits } from '../../../src/logs/trace/hops.ts';
import { mentions, requestIds, traceIdOf } from '../../../src/logs/trace/ids.ts';
import { ownIdFinder } from '../../../src/logs/trace/own-id.ts';
import { requestsIn } from '../../../src/logs/trace/requests.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const uuid = '0b54f1c7-6c7f-9c3e-8b2a-0d6f1f0f9a55';

describe('the id of a request', () => {
  it.each([
    [`GET /a traceparent=00-${trace}-${span}-01`, [trace]],
    [`{"traceId":"${trace}","msg":"paid"}`, [trace]],
    [`b3: ${trace}-${span}-1`, [trace]],
    [`b3=${span}-${trace.slice(0, 16)}`, [span]],
    [`[2026-11-28] "GET / HTTP/1.1" 200 x-request-id: ${uuid}`, [uuid]],
    [`{"request_id": "${uuid}", "level": "info"}`, [uuid]],
    ['GET / 200 peer=127.0.0.6 id=req-0002', ['req-0002']],
    ['172.21.0.2:59702 outbound app/original 200 {req-0002} "GET / HTTP/1.1"', ['req-0002']],
    ['correlationId=A1B2C3D4 done', ['A1B2C3D4']],
    [`00-${'0'.repeat(32)}-${span}-00`, []],
    ['no id here, and x-request-id: -', []],
    ['width=1200 valid=true', []],
    ['{}', []],
  ])('in %s', (line, ids) => {
    expect(requestIds(line).map(({ id }) => id)).toEqual(ids);
  });

  it('may be found by a pattern of one’s own, which comes first', () => {
    const own = ownIdFinder('order (\\w+)');
    expect(requestIds('order A77 id=req-0002', own).map(({ id }) => id)).toEqual(['A77', 'req-0002']);
    expect(() => ownIdFinder('order')).toThrow('it has no group');
  });

  it('of a whole header that was typed is its trace id', () => {
    expect(traceIdOf(`00-${trace}-${span}-01`)).toBe(trace);
    expect(traceIdOf(`${trace}-${span}-1`)).toBe(trace);
    expect(traceIdOf('req-0002')).toBe('req-0002');
  });

  it('is not a part of a longer one', () => {
    expect(mentions('id=req-0002', 'req-0002')).toBe(true);
    expect(mentions('id=req-00021 then {req-0002}', 'req-0002')).toBe(true);
    expect(mentions('id=req-00021', 'req-0002')).toBe(false);
    expect(mentions('xreq-0002', 'req-0002')).toBe(false);
  });

  it('is looked for in linear time, whatever the line', () => {
    // With quadratic time the test would not end within its limit.
    for (const piece of ['{aaaa', '{aaaa|', 'request-id=', '00-', 'x-request-', `${trace}-`])
      expect(requestIds(piece.repeat(2_000_000 / piece.length)).length).toBeLessThan(3);
  });
});

const record = (time: string, container: string, line: string): LogRecord => ({
  seq: 0,
  time: `2026-11-28T03:00:${time}Z`,
  pod: 'web',
  container,
  role: 'app',
  attempt: 0,
  stream: 'stdout',
  line,
  partial: false,
});

describe('a request', () => {
  const lines = [
    record('01.004000000', 'app', 'GET / 200 id=req-1'),
    record('01.000000000', 'proxy', '{req-1} in'),
    record('01.010500000', 'proxy', '{req-1} out'),
    record('09.000000000', 'proxy', '{req-2} in'),
  ];

  it('is its lines in the order of their times, with what lies between', () => {
    const hops = hopsOf(lines.slice(0, 3));
    expect(hops.map(({ record: { line }, sinceFirst, sinceLast }) => [line, sinceFirst, sinceLast])).toEqual([
      ['{req-1} in', 0, 0],
      ['GET / 200 id=req-1', 4, 4],
      ['{req-1} out', 10.5, 6.5],
    ]);
    expect(hops.map((hop) => barOf(hop, 10.5, 11, false))).toEqual([
      '●          ',
      '────●      ',
      '    ──────●',
    ]);
  });

  it('is found among others, the newest last, with the containers that it went through', () => {
    const requests = requestsIn(lines, 1);
    expect(requests.map(({ id, containers }) => [id, containers])).toEqual([
      ['req-1', ['proxy', 'app']],
      ['req-2', ['proxy']],
    ]);
    expect(requestsIn(lines, 2).map(({ id }) => id)).toEqual(['req-1']);
  });

  it('takes times in the unit that fits', () => {
    expect([1240, 17.2, 0.312].map(inUnits)).toEqual(['1.24 s', '17 ms', '0.31 ms']);
  });
});
