import { describe, expect, it } from '@jest/globals';
import type { ProxyConfig } from '../../../../src/mesh/config/model.ts';
import { readConfig } from '../../../../src/mesh/config/read-config.ts';
import { type Decision, decide } from '../../../../src/mesh/route/decide.ts';
import { readRequest } from '../../../../src/mesh/route/read-request.ts';
import { decisionInWords } from '../../../../src/mesh/words/decision-words.ts';
import { recorded } from '../recorded.ts';

const config = readConfig(recorded('config-dump-1.31.0.json'));
/** The cluster IP of `web`. */
const web = '192.168.47.93';

function way(url: string, method = 'GET', headers: readonly string[] = [], address = web): Decision {
  return decide(config, readRequest({ url, method, headers }, address));
}

const shares = ({ end }: Decision): unknown =>
  end.as === 'clusters' ? end.to.map(({ cluster, share }) => [cluster.split('|')[2], share]) : end;

describe('a request without a match of its own', () => {
  it('goes to the subsets by their weights', () => {
    expect(shares(way('http://web/'))).toEqual([
      ['v1', 90],
      ['v2', 10],
    ]);
  });

  it('names the rule that its route comes from, and the endpoints', () => {
    const { route, end } = way('http://web/');
    expect(route?.rule).toBe('VirtualService default/web');
    expect(end).toMatchObject({
      to: [{ endpoints: [{ address: '192.168.32.5', port: 8080, workload: 'web-v1', mutualTls: true }] }, {}],
    });
  });
});

describe('the first route that takes a request decides', () => {
  it('where all of its conditions hold', () => {
    expect(shares(way('http://web/api/x', 'GET', ['X-User: ann']))).toEqual([['v2', 100]]);
  });

  it.each([
    ['a header has another value', 'http://web/api', ['x-user: bob']],
    ['the path begins otherwise', 'http://web/ap', ['x-user: ann']],
    ['the header is not there', 'http://web/api', []],
  ])('and not where %s', (_name, url, headers) => {
    expect(shares(way(url, 'GET', headers))).toHaveLength(2);
  });

  it('by a pattern, which the whole path has to match', () => {
    expect(shares(way('http://web/v12?q=x', 'POST'))).toEqual([['v9', 100]]);
    expect(shares(way('http://web/v12/more?q=x', 'POST'))).toHaveLength(2);
    expect(shares(way('http://web/v12?q=y', 'POST'))).toHaveLength(2);
    expect(shares(way('http://web/v12?q=x', 'GET'))).toHaveLength(2);
  });

  it('also where it redirects', () => {
    expect(way('http://web/old').end).toEqual({ as: 'redirect', status: 301, to: '/new' });
  });
});

describe('a subset without pods', () => {
  it('is told of at its cluster', () => {
    expect(way('http://web/v1?q=x', 'POST').end).toMatchObject({
      to: [{ trouble: 'it has no endpoints (503, UH)' }],
    });
  });
});

describe('the host', () => {
  it.each(['web.default', 'web.default.svc.cluster.local', 'WEB', 'web:80'])('may be called %s', (host) => {
    expect(way('http://192.168.47.93/', 'GET', [`Host: ${host}`]).host?.name).toBe(
      'web.default.svc.cluster.local:80',
    );
  });

  it('that no rule names goes where the client wanted', () => {
    const decision = way('http://example.test/', 'GET', [], '203.0.113.7');
    expect(decision.host?.name).toBe('allow_any');
    expect(decision.end).toEqual({ as: 'clusters', to: [{ cluster: 'PassthroughCluster', share: 100 }] });
  });
});

describe('the listener', () => {
  it('is that of the address before that of the port', () => {
    expect(way('https://192.168.47.209/', 'GET', [], '192.168.47.209').listener?.name).toBe(
      '192.168.47.209_443',
    );
  });

  it('is the one of captured connections for a port that nobody serves', () => {
    const decision = way('http://web:9999/');
    expect(decision.listener?.name).toBe('virtualOutbound');
    expect(shares(decision)).toEqual([[undefined, 100]]);
  });

  it('takes TLS on a port of HTTP by its other chain', () => {
    expect(way('https://web:80/').chain?.name).toBe('PassthroughFilterChain');
  });

  it('is missing where the proxy captures nothing', () => {
    const empty: ProxyConfig = { ...config, listeners: [] };
    const request = readRequest({ url: 'web', method: 'GET', headers: [] }, web);
    expect(decide(empty, request).end).toMatchObject({ as: 'nowhere' });
  });
});

it('tells the way in words', () => {
  expect(decisionInWords(way('http://web/api', 'GET', ['x-user: ann']))).toEqual([
    'listener  0.0.0.0_80',
    'host      web.default.svc.cluster.local:80 of routes 80',
    'route     ann: path begins with /api, header x-user is ann (VirtualService default/web)',
    '          retries 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
    '          fault: 50% get 418',
    '          fault: 10% wait 2s',
    'cluster   web.default:80 subset v2',
    'endpoint  192.168.32.2:8080 web-v2, mutual TLS',
  ]);
});
