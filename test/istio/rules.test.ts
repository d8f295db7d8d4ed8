import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createShop, statusIs, version } from './support/shop.ts';

/** Real istiod, real Envoy; each rule is shown by what it does to traffic. */
const shop = createShop('istio-rules');
beforeAll(shop.start, 600_000);
afterAll(shop.end, 120_000);

const minutes = 180_000;
const catalog = 'http://catalog/';
const payments = 'http://payments/';

it(
  'weights: of 400 requests one in ten goes to the new version, within the 99.9 % interval',
  async () => {
    await shop.rules('canary.yaml');
    await shop.until('shopper', catalog, (answer) => version(answer) === 'v1');
    const answers = await shop.ask('shopper', catalog, { count: 400 });
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    // Binomial, n = 400, p = 0.1: 40 ± 3.29 × 6.
    const canaries = answers.filter((answer) => version(answer) === 'v2').length;
    expect(canaries).toBeGreaterThanOrEqual(20);
    expect(canaries).toBeLessThanOrEqual(60);
    const routes = await shop.outrider('mesh', 'routes', 'shopper', 'catalog');
    expect(routes.stdout).toContain('90% catalog.default:80 subset v1, 10% catalog.default:80 subset v2');
    expect((await shop.outrider('mesh', 'status')).stdout).toMatch(/^shopper +in sync/m);
  },
  minutes,
);

it(
  'matches: a header and a path lead to the new version, everything else to the old one',
  async () => {
    await shop.rules('headers.yaml');
    await shop.until('shopper', 'http://catalog/beta', (answer) => version(answer) === 'v2');
    const versions = async (url: string, headers: readonly string[] = []) =>
      new Set((await shop.ask('shopper', url, { count: 10, headers })).map(version));
    expect(await versions(catalog)).toEqual(new Set(['v1']));
    expect(await versions(catalog, ['x-tester:yes'])).toEqual(new Set(['v2']));
    expect(await versions(catalog, ['x-tester:no'])).toEqual(new Set(['v1']));
    expect(await versions('http://catalog/beta/1')).toEqual(new Set(['v2']));
    const why = await shop.outrider('mesh', 'why', 'shopper', catalog, '--header', 'x-tester: yes');
    expect(why.stdout).toMatch(/^route +testers: .*VirtualService default\/catalog/m);
    expect(why.stdout).toMatch(/^took +200 from \S+ of catalog\.default:80 subset v2, route testers$/m);
  },
  minutes,
);

it(
  'rewrites and redirects: the service sees the new path and the header, the caller the new address',
  async () => {
    await shop.rules('rewrite.yaml');
    const moved = await shop.until('shopper', 'http://catalog/old', statusIs(302));
    expect(moved.headers['location']).toBe('http://catalog/new');
    const [answer] = await shop.ask('shopper', 'http://catalog/shop/shoes');
    expect(answer?.body?.path).toBe('/shoes');
    expect(answer?.body?.headers['x-from']).toBe('shop');
    expect(answer?.headers['x-served-by']).toBe('mesh');
  },
  minutes,
);

it(
  'faults: the proxy answers 418, and delays by a second',
  async () => {
    await shop.rules('fault.yaml');
    await shop.until('shopper', 'http://payments/teapot', statusIs(418));
    const [late] = await shop.ask('shopper', 'http://payments/late');
    expect(late?.status).toBe(200);
    expect(late?.ms).toBeGreaterThanOrEqual(1000);
    expect((await shop.ask('shopper', payments))[0]?.status).toBe(200);
  },
  minutes,
);

it(
  'timeouts: an answer that takes too long is 504',
  async () => {
    await shop.rules('timeout.yaml');
    await shop.until('shopper', 'http://payments/slow?ms=3000', statusIs(504));
    expect((await shop.ask('shopper', payments))[0]?.status).toBe(200);
  },
  minutes,
);

it(
  'retries: the server sees a request four times before the caller hears of its 503',
  async () => {
    await shop.rules('retry.yaml');
    let number = 0;
    let seen = 0;
    while (seen !== 4 && number < 100) {
      const id = `retry-${++number}`;
      const [answer] = await shop.ask('shopper', 'http://payments/status/503', {
        headers: [`x-request-id:${id}`],
      });
      expect(answer?.status).toBe(503);
      seen = await shop.seen('payments', id);
    }
    expect(seen).toBe(4);
  },
  minutes,
);

it(
  'mirrors: the shadow sees each request, and the old version answers it',
  async () => {
    await shop.rules('mirror.yaml');
    let number = 0;
    let copies = 0;
    while (copies !== 1 && number < 100) {
      const id = `mirror-${++number}`;
      const [answer] = await shop.ask('shopper', catalog, { headers: [`x-request-id:${id}`] });
      if (answer && version(answer) === 'v1') copies = await shop.seen('catalog-v2', id);
    }
    expect(copies).toBe(1);
    const answers = await shop.ask('shopper', catalog, { count: 20 });
    expect(new Set(answers.map(version))).toEqual(new Set(['v1']));
  },
  minutes,
);

it(
  'circuit breaking: five errors in a row, and an endpoint gets no more requests',
  async () => {
    await shop.rules('circuit-breaker.yaml');
    await shop.run('catalog-v2', 'curl', '-s', 'localhost:8080/break?is=true');
    try {
      const isWhole = async () =>
        (await shop.ask('shopper', catalog, { count: 30 })).every(({ status }) => status === 200);
      let rounds = 0;
      while (!(await isWhole())) expect(++rounds).toBeLessThan(60);
      const answers = await shop.ask('shopper', catalog, { count: 50 });
      expect(new Set(answers.map(version))).toEqual(new Set(['v1']));
    } finally {
      await shop.run('catalog-v2', 'curl', '-s', 'localhost:8080/break?is=false');
    }
  },
  minutes,
);

it(
  'mutual TLS: STRICT refuses plain text from outside of the mesh, and passes inside',
  async () => {
    expect((await shop.ask('stranger', payments))[0]?.status).toBe(200);
    await shop.rules('strict.yaml');
    await shop.until('stranger', payments, statusIs(0));
    expect((await shop.ask('shopper', payments))[0]?.status).toBe(200);
  },
  minutes,
);

it(
  'authorization: by principal, method and path',
  async () => {
    await shop.rules('authorization.yaml');
    await shop.until('shopper', payments, statusIs(403));
    expect((await shop.ask('web', payments))[0]?.status).toBe(200);
    await shop.until('shopper', 'http://catalog/admin/users', statusIs(403));
    expect((await shop.ask('shopper', catalog))[0]?.status).toBe(200);
  },
  minutes,
);

it(
  'egress: what the mesh does not know is 502, until a ServiceEntry names it',
  async () => {
    const stranger = 'http://stranger/';
    await shop.rules('egress-closed.yaml');
    await shop.until('shopper', stranger, statusIs(502));
    await shop.rules('egress-closed.yaml', 'egress-entry.yaml');
    const answer = await shop.until('shopper', stranger, statusIs(200));
    expect(answer.body?.service).toBe('stranger');
  },
  minutes,
);

it(
  'consistent hashing: a customer stays at one pod, and not everybody at the same',
  async () => {
    await shop.rules('sticky.yaml');
    const podsOf = async (customer: string) =>
      new Set(
        (await shop.ask('shopper', catalog, { count: 20, headers: [`x-customer:${customer}`] })).map(
          ({ body }) => body?.pod,
        ),
      );
    let rounds = 0;
    while ((await podsOf('ann')).size !== 1) expect(++rounds).toBeLessThan(100);
    const all = new Set<string | undefined>();
    for (let customer = 0; customer < 20 && all.size < 2; customer++)
      for (const pod of await podsOf(`customer-${customer}`)) all.add(pod);
    expect(all.size).toBe(2);
  },
  minutes,
);

it(
  'a JWT: none is 403, a bad one 401, a good one passes',
  async () => {
    const token = /^# (ey\S+)$/m.exec(readFileSync('examples/istio/jwt.yaml', 'utf8'))![1]!;
    await shop.rules('jwt.yaml');
    await shop.until('shopper', catalog, statusIs(403));
    const ask = async (bearer: string) =>
      (await shop.ask('shopper', catalog, { headers: [`authorization:Bearer ${bearer}`] }))[0]?.status;
    expect(await ask(token)).toBe(200);
    expect(await ask(`${token.slice(0, -8)}AAAAAAAA`)).toBe(401);
  },
  minutes,
);

it(
  'a rule changes under 50 requests a second: no request fails, and the new rule holds within 2 s',
  async () => {
    await shop.rules('canary.yaml');
    const all = (to: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: catalog}
spec: {host: catalog, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: catalog}
spec: {hosts: [catalog], http: [{route: [{destination: {host: catalog, subset: ${to}}}]}]}
`;
    const old = shop.file('old-rule.yaml', all('v1'));
    const next = shop.file('new-rule.yaml', all('v2'));
    await shop.rules(old);
    await shop.until('shopper', catalog, (answer) => version(answer) === 'v1');
    const flood = shop.ask('shopper', catalog, { count: 1000, rate: 50 });
    const began = performance.now();
    await shop.rules(next);
    const changedMs = performance.now() - began;
    const answers = await flood;
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const first = answers.findIndex((answer) => version(answer) === 'v2');
    expect(first).toBeGreaterThan(-1);
    // Once the new rule holds, the old one does not come back.
    expect(answers.slice(first + 25).every((answer) => version(answer) === 'v2')).toBe(true);
    process.stdout.write(
      `the command took ${Math.round(changedMs)} ms, the first request by the new rule was number ${first} of 50 a second\n`,
    );
  },
  minutes,
);
