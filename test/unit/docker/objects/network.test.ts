import { afterEach, describe, expect, it } from '@jest/globals';
import { ensureNetwork } from '../../../../src/docker/objects/network.ts';
import { ipv6Subnet } from '../../../../src/docker/objects/project-network.ts';
import type { ProjectNetwork } from '../../../../src/pod/network-wish.ts';
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
  readonly EnableIPv6?: boolean;
  readonly IPAM?: { readonly Config: readonly { readonly Subnet: string }[] };
  readonly Options?: Readonly<Record<string, string>>;
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

const ensure = (docker: FakeDaemon['docker'], wish: ProjectNetwork = {}) =>
  ensureNetwork(docker, { project: 'p', version: '0.1', wish }, patience());

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
  const first = ensureNetwork(docker, { project: 'p', version: '0.1' }, controller.signal);
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
    await ensure(docker, { ipv6: true });
    expect(bodies).toMatchObject([{ EnableIPv6: true, IPAM: { Config: [{ Subnet: ipv6Subnet('p') }] } }]);
    expect(ipv6Subnet('p')).toMatch(/^fd[0-9a-f]{2}(:[0-9a-f]{4}){3}::\/64$/);
    expect(ipv6Subnet('p')).not.toBe(ipv6Subnet('q'));
  });
});

describe('what is wanted of it', () => {
  it('is how it is made', async () => {
    const { docker, bodies } = await engine([]);
    await ensure(docker, { subnets: ['10.9.0.0/24'], ipv6: true, mtu: 1380 });
    expect(bodies).toMatchObject([
      {
        EnableIPv6: true,
        IPAM: { Config: [{ Subnet: '10.9.0.0/24' }, { Subnet: ipv6Subnet('p') }] },
        Options: { 'com.docker.network.driver.mtu': '1380' },
      },
    ]);
  });

  it('with a range of IPv6 it has IPv6, and no other range', async () => {
    const { docker, bodies } = await engine([]);
    await ensure(docker, { subnets: ['fd00:9::/64'] });
    expect(bodies).toMatchObject([{ EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00:9::/64' }] } }]);
  });

  const there = network('a', 1, {
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] },
    Options: { 'com.docker.network.driver.mtu': '1380' },
  });

  it('one that is there and is so is taken', async () => {
    const { docker, bodies } = await engine([there]);
    await ensure(docker, { subnets: ['10.9.0.0/24'], ipv6: false, mtu: 1380 });
    await ensure(docker);
    expect(bodies).toEqual([]);
  });

  it.each([
    [{ subnets: ['10.8.0.0/24'] }, 'has the range 10.9.0.0/24, and 10.8.0.0/24 is wanted'],
    [{ ipv6: true }, 'has no IPv6'],
    [{ mtu: 1500 }, 'has 1380 as its MTU, not 1500'],
  ])('one that is there and is not so is told of: %j', async (wish, words) => {
    const { docker } = await engine([there]);
    await expect(ensure(docker, wish)).rejects.toMatchObject({
      message: `the project's network outrider_p is there already and ${words}`,
    });
  });
});
