import { describe, expect, it } from '@jest/globals';
import type { VirtualHost } from '../../../../src/mesh/config/model.ts';
import { readMatch } from '../../../../src/mesh/config/read-match.ts';
import { chooseHost } from '../../../../src/mesh/route/choose-host.ts';
import { matchesRoute } from '../../../../src/mesh/route/match-text.ts';
import { readRequest } from '../../../../src/mesh/route/read-request.ts';

const asked = (url: string, headers: readonly string[] = [], method = 'GET') =>
  readRequest({ url, method, headers }, '10.0.0.1');

describe('a match of Envoy', () => {
  const header = (match: object) => ({ prefix: '/', headers: [{ name: 'x-a', ...match }] });
  it.each([
    ['path_separated_prefix', { path_separated_prefix: '/api' }, 'http://w/api', [], 'yes'],
    ['path_separated_prefix, below', { path_separated_prefix: '/api' }, 'http://w/api/1', [], 'yes'],
    ['path_separated_prefix, a longer word', { path_separated_prefix: '/api' }, 'http://w/apis', [], 'no'],
    ['prefix, a longer word', { prefix: '/api' }, 'http://w/apis', [], 'yes'],
    ['path', { path: '/api' }, 'http://w/api?q=1', [], 'yes'],
    ['path, another case', { path: '/API' }, 'http://w/api', [], 'no'],
    ['path that ignores the case', { path: '/API', case_sensitive: false }, 'http://w/api', [], 'yes'],
    ['present', header({ present_match: true }), 'http://w/', ['X-A: 1'], 'yes'],
    ['present, missing', header({ present_match: true }), 'http://w/', [], 'no'],
    ['inverted, missing', header({ present_match: true, invert_match: true }), 'http://w/', [], 'yes'],
    ['suffix', header({ string_match: { suffix: 'z' } }), 'http://w/', ['x-a: xyz'], 'yes'],
    ['contains', header({ string_match: { contains: 'y' } }), 'http://w/', ['x-a: xyz'], 'yes'],
    ['regex', header({ string_match: { safe_regex: { regex: 'x.*' } } }), 'http://w/', ['x-a: xyz'], 'yes'],
    [
      'regex, a part',
      header({ string_match: { safe_regex: { regex: 'x' } } }),
      'http://w/',
      ['x-a: xyz'],
      'no',
    ],
    ['the older form', header({ exact_match: '1' }), 'http://w/', ['x-a: 1'], 'yes'],
    ['a kind that is new', header({ range_match: { start: 1, end: 5 } }), 'http://w/', ['x-a: 1'], 'unknown'],
    ['query, present', { prefix: '/', query_parameters: [{ name: 'q' }] }, 'http://w/?q', [], 'yes'],
    ['query, missing', { prefix: '/', query_parameters: [{ name: 'q' }] }, 'http://w/', [], 'no'],
    ['no path that is known', { connect_matcher: {} }, 'http://w/', [], 'unknown'],
  ])('%s', (_name, match, url, headers, verdict) => {
    expect(matchesRoute(readMatch(match), asked(url, headers))).toBe(verdict);
  });

  it('is no match as soon as one condition fails, even where another is not known', () => {
    const match = readMatch({ path: '/a', headers: [{ name: 'x', range_match: {} }] });
    expect(matchesRoute(match, asked('http://w/b', ['x: 1']))).toBe('no');
  });
});

describe('of virtual hosts', () => {
  const hosts: readonly VirtualHost[] = ['*', '*.test', '*.a.test', 'b.a.test', 'b.*'].map((domain) => ({
    name: domain,
    domains: [domain],
    routes: [],
  }));
  it.each([
    ['b.a.test', 'b.a.test'],
    ['c.a.test', '*.a.test'],
    ['c.d.test', '*.test'],
    ['b.else', 'b.*'],
    ['else', '*'],
    ['b.a.test:8080', 'b.a.test'],
  ])('%s has %s', (authority, name) => {
    expect(chooseHost(hosts, authority)?.name).toBe(name);
  });
});

describe('what a person types', () => {
  it.each(['ftp://web/', 'http://', ''])('is no URL: %j', (url) => {
    expect(() => asked(url)).toThrow('is no URL of http or https');
  });
  it('is no header without a colon', () => {
    expect(() => asked('web', ['x-user=ann'])).toThrow('"x-user=ann" is no header: NAME: VALUE');
  });
  it('may leave the scheme out', () => {
    expect(asked('web:8080/a')).toMatchObject({
      scheme: 'http',
      authority: 'web:8080',
      port: 8080,
      path: '/a',
    });
  });
});
