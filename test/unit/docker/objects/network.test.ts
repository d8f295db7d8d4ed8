import { afterEach, describe, expect, it } from '@jest/globals';
import { ensureNetwork, ipv6Subnet } from '../../../../src/docker/objects/network.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

interface FakeNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  readonly Labels: Readonly<Record<string, string>>;
}

const network = (Id: string, created: number, more: Partial<FakeNetwork> = {}): FakeNetwork => ({
  Id,
  Name: 'outrider_p',
  Created: `2026-01-02T03:04:0${created}Z`,
  Labels: { 'dev.outrider.project': 'p' },
  ...more,
});

/** An engine that, like 20.10, makes a second network of the same name without a word. */
async function engine(networks: FakeNetwork[], onCreate: () => void = () => {}) {
  const bodies: unknown[] = [];
  daemon = await fakeDaemon([
    ['GET', /\/networks\?/, (...all) => json(200, networks)(...all)],
    [
      'POST',
      /\/networks\/create/,
      (response, request, body) => {
        bodies.push(JSON.parse(body));
        networks.push(network(`new${networks.length}`, 5));
        onCreate();
        json(201, { Id: 'x' })(response, request, body);
      },
    ],
    [
      'DELETE',
      /\/networks\//,
      (response, request) => {
        const at = networks.findIndex(({ Id }) => request.url!.endsWith(Id));
        networks.splice(at, 1);
        response.writeHead(204).end();
      },
    ],
  ]);
  return { docker: daemon.docker, bodies };
}

const ensure = (docker: FakeDaemon['docker'], ipv6 = false) =>
  ensureNetwork(docker, 'p', '0.1', ipv6, patience());

it('a network that is there costs one look', async () => {
  const { docker, bodies } = await engine([network('a', 1), network('b', 2, { Name: 'outrider_p2' })]);
  await ensure(docker);
  expect(bodies).toEqual([]);
  expect(daemon!.requests).toHaveLength(1);
});

it('one that is missing is made with the project’s label', async () => {
  const { docker, bodies } = await engine([]);
  await ensure(docker);
  expect(bodies).toEqual([
    {
      Name: 'outrider_p',
      Driver: 'bridge',
      CheckDuplicate: true,
      Labels: { 'dev.outrider.project': 'p', 'dev.outrider.version': '0.1' },
    },
  ]);
});

it('pods of one process that come up together make it once', async () => {
  const networks: FakeNetwork[] = [];
  const { docker, bodies } = await engine(networks);
  await Promise.all([ensure(docker), ensure(docker), ensure(docker)]);
  expect(bodies).toHaveLength(1);
});

it('of two that were made by two processes at once the older one stays', async () => {
  const networks: FakeNetwork[] = [];
  const { docker } = await engine(networks, () => networks.push(network('older', 4)));
  await ensure(docker);
  expect(networks.map(({ Id }) => Id)).toEqual(['older']);
});

it('one pod that gives up does not take the others with it', async () => {
  const { docker } = await engine([]);
  const controller = new AbortController();
  const first = ensureNetwork(docker, 'p', '0.1', false, controller.signal);
  const second = ensure(docker);
  controller.abort();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  await second;
});

it('somebody else’s network of that name is left alone', async () => {
  const { docker, bodies } = await engine([network('a', 1, { Labels: {} })]);
  await expect(ensure(docker)).rejects.toMatchObject({ code: 'name-conflict' });
  expect(bodies).toEqual([]);
});

describe('IPv6', () => {
  it('is given a subnet of the project’s own, always the same', async () => {
    const { docker, bodies } = await engine([]);
    await ensure(docker, true);
    expect(bodies).toMatchObject([{ EnableIPv6: true, IPAM: { Config: [{ Subnet: ipv6Subnet('p') }] } }]);
    expect(ipv6Subnet('p')).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{4}){3}::\/64$/);
    expect(ipv6Subnet('p')).not.toBe(ipv6Subnet('q'));
  });
});
