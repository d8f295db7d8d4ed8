import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Answer, createShop, statusIs, version } from './support/shop.ts';

/** What the conformance suite of the Gateway API asks of a mesh: routes whose parent is a Service. */
const shop = createShop('istio-gateway');
beforeAll(shop.start, 600_000);
afterAll(shop.end, 120_000);

const minutes = 180_000;
const route = (name: string, rules: string, extra = ''): string =>
  shop.file(
    `${name}.yaml`,
    `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: catalog}
spec:
  parentRefs: [{group: "", kind: Service, name: catalog${extra}}]
  rules: ${rules}
`,
  );
/** A Service for each version, as routes of the Gateway API know no subsets. */
const services = { v1: 'catalog-old', v2: 'catalog-new' } as const;
const to = (name: 'v1' | 'v2'): string => `backendRefs: [{name: ${services[name]}, port: 80}]`;
const ask = async (path: string, headers: readonly string[] = [], pod = 'shopper'): Promise<Answer> =>
  (await shop.ask(pod, `http://catalog${path}`, { headers }))[0]!;

it(
  'matching: by path, header, method and query parameter, the most specific first',
  async () => {
    await shop.rules(
      route(
        'matching',
        `[
    {matches: [{path: {type: PathPrefix, value: /}}], ${to('v1')}},
    {matches: [{path: {type: PathPrefix, value: /new}}, {headers: [{name: version, value: two}]}], ${to('v2')}},
    {matches: [{queryParams: [{name: animal, value: whale}]}], ${to('v2')}},
    {matches: [{path: {type: Exact, value: /gone}}], filters: [{type: RequestRedirect, requestRedirect: {hostname: other.test, statusCode: 301}}]}
  ]`,
      ),
    );
    await shop.until('shopper', 'http://catalog/gone', statusIs(301));
    expect(version(await ask('/'))).toBe('v1');
    expect(version(await ask('/new/1'))).toBe('v2');
    expect(version(await ask('/newest'))).toBe('v1');
    expect(version(await ask('/', ['version:two']))).toBe('v2');
    expect(version(await ask('/', ['version:one']))).toBe('v1');
    expect(version(await ask('/?animal=whale'))).toBe('v2');
    expect(version(await ask('/?animal=dolphin'))).toBe('v1');
  },
  minutes,
);

it(
  'weight: all to one, none to the other',
  async () => {
    const backends =
      'backendRefs: [{name: catalog-old, port: 80, weight: 0}, {name: catalog-new, port: 80, weight: 10}]';
    await shop.rules(route('weight', `[{${backends}}]`));
    await shop.until('shopper', 'http://catalog/newest', (answer) => version(answer) === 'v2');
    const answers = await shop.ask('shopper', 'http://catalog/', { count: 50 });
    expect(new Set(answers.map(version))).toEqual(new Set(['v2']));
  },
  minutes,
);

it(
  'redirects: scheme, host, port, path and status',
  async () => {
    const redirect = (path: string, fields: string): string =>
      `{matches: [{path: {type: PathPrefix, value: ${path}}}], filters: [{type: RequestRedirect, requestRedirect: {${fields}}}]}`;
    await shop.rules(
      route(
        'redirects',
        `[
    ${redirect('/host', 'hostname: example.test')},
    ${redirect('/scheme', 'scheme: https')},
    ${redirect('/port', 'port: 8443, hostname: example.test')},
    ${redirect('/whole', 'path: {type: ReplaceFullPath, replaceFullPath: /there}')},
    ${redirect('/prefix', 'path: {type: ReplacePrefixMatch, replacePrefixMatch: /there}, statusCode: 301')}
  ]`,
      ),
    );
    await shop.until('shopper', 'http://catalog/prefix/a', statusIs(301));
    const location = async (path: string) => (await ask(path)).headers['location'];
    expect(await location('/prefix/a')).toBe('http://catalog/there/a');
    expect(await location('/host/a')).toBe('http://example.test/host/a');
    expect(await location('/scheme/a')).toBe('https://catalog/scheme/a');
    expect(await location('/port/a')).toBe('http://example.test:8443/port/a');
    expect(await location('/whole/a')).toBe('http://catalog/there');
    expect((await ask('/whole/a')).status).toBe(302);
  },
  minutes,
);

it(
  'rewrites: the host and the path that the service sees',
  async () => {
    const rewrite = (path: string, fields: string): string =>
      `{matches: [{path: {type: PathPrefix, value: ${path}}}], filters: [{type: URLRewrite, urlRewrite: {${fields}}}], ${to('v1')}}`;
    await shop.rules(
      route(
        'rewrites',
        `[
    ${rewrite('/prefix', 'path: {type: ReplacePrefixMatch, replacePrefixMatch: /one}')},
    ${rewrite('/strip', 'path: {type: ReplacePrefixMatch, replacePrefixMatch: /}')},
    ${rewrite('/full', 'path: {type: ReplaceFullPath, replaceFullPath: /two}, hostname: one.test')}
  ]`,
      ),
    );
    await shop.until('shopper', 'http://catalog/full/x', (answer) => answer.body?.path === '/two');
    expect((await ask('/full/x')).body?.headers['host']).toBe('one.test');
    expect((await ask('/prefix/three')).body?.path).toBe('/one/three');
    expect((await ask('/strip/three')).body?.path).toBe('/three');
  },
  minutes,
);

it(
  'headers: of the request and of the answer, set, added and removed',
  async () => {
    const change = '{set: [{name: x-set, value: new}], add: [{name: x-add, value: more}], remove: [x-gone]}';
    const answerChange = '{set: [{name: x-answer, value: mesh}], remove: [server]}';
    await shop.rules(
      route(
        'headers',
        `[{filters: [{type: RequestHeaderModifier, requestHeaderModifier: ${change}}, {type: ResponseHeaderModifier, responseHeaderModifier: ${answerChange}}], ${to('v1')}}]`,
      ),
    );
    await shop.until('shopper', 'http://catalog/', (answer) => answer.headers?.['x-answer'] === 'mesh');
    const { body } = await ask('/', ['x-set:old', 'x-add:some', 'x-gone:yes']);
    expect(body?.headers).toMatchObject({ 'x-set': 'new' });
    expect(body?.headers['x-add']).toContain('more');
    expect(body?.headers).not.toHaveProperty('x-gone');
  },
  minutes,
);

it(
  'ports: a route of one port of a Service leaves the others as they are',
  async () => {
    await shop.rules(route('ports', `[{${to('v2')}}]`, ', port: 80'));
    await shop.until('shopper', 'http://catalog/', (answer) => version(answer) === 'v2');
    const answers = await shop.ask('shopper', 'http://catalog/', { count: 20 });
    expect(new Set(answers.map(version))).toEqual(new Set(['v2']));
    const split = await shop.ask('shopper', 'http://catalog-old/', { count: 10 });
    expect(new Set(split.map(version))).toEqual(new Set(['v1']));
  },
  minutes,
);
