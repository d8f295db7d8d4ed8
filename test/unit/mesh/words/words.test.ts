import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../../src/mesh/config/read-config.ts';
import { routesOf } from '../../../../src/mesh/words/routes-table.ts';
import { readTaken, takenInWords } from '../../../../src/mesh/words/taken.ts';
import { recorded } from '../recorded.ts';

describe('the routes of a proxy in words', () => {
  const [web] = routesOf(readConfig(recorded('config-dump-1.31.0.json')), 'web');
  const words = (index: number): readonly string[] => [web!.rows[index]!.match, ...web!.rows[index]!.action];

  it('say weights', () => {
    expect(words(3).slice(0, 2)).toEqual([
      'any request',
      '90% web.default:80 subset v1, 10% web.default:80 subset v2',
    ]);
  });

  it('say redirects', () => {
    expect(words(1)).toEqual(['path is /old', 'redirect 301 to /new']);
  });

  it('say rewrites, timeouts, retries, mirrors and headers', () => {
    expect(words(2)).toEqual([
      'path matches /v[0-9]+, method is POST, query q is x',
      'web.default:80 subset v9',
      'rewritten to /',
      'timeout 3s',
      'retries 3, 1s each on 5xx',
      '25% mirrored to web.default:80 subset v1',
      'request sets x-a: b',
      'request loses x-c',
    ]);
  });

  it('leave out the host that takes what nobody else takes', () => {
    expect(routesOf(readConfig(recorded('config-dump-1.31.0.json'))).map(({ host }) => host)).toEqual([
      'web.default.svc.cluster.local:80',
    ]);
    expect(routesOf(readConfig(recorded('config-dump-1.31.0.json')), 'nobody')).toEqual([]);
  });
});

describe('a line of the access log', () => {
  const line = (end: string, middle = '200 - via_upstream - "-" 0 16 4 3'): string =>
    `[2026-11-28T15:00:00.000Z] "GET / HTTP/1.1" ${middle} "-" "curl/7.88" "1b" "web" ${end}`;

  it('says who answered, of which cluster, by which route', () => {
    const taken = readTaken(
      line(
        '"10.0.0.5:8080" outbound|80|v1|web.default.svc.cluster.local 10.0.0.2:1 10.0.0.9:80 10.0.0.2:2 - default',
      ),
    );
    expect(takenInWords(taken!)).toBe('200 from 10.0.0.5:8080 of web.default:80 subset v1, route default');
  });

  it('says why nobody answered', () => {
    const taken = readTaken(
      line(
        '"-" outbound|80|v9|web.default.svc.cluster.local - 10.0.0.9:80 10.0.0.2:2 - -',
        '503 UH no_healthy_upstream - "-" 0 19 0 -',
      ),
    );
    expect(takenInWords(taken!)).toBe('503 of web.default:80 subset v9, no_healthy_upstream (UH)');
  });

  it('of another format says nothing', () => {
    expect(readTaken('GET / 200 peer=127.0.0.6')).toBeUndefined();
  });
});
