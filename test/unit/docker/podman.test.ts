import { afterEach, describe, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createSandbox } from '../../../src/docker/holder/sandbox.ts';
import { addressOf } from '../../../src/docker/observe.ts';
import { removeThese } from '../../../src/docker/remove.ts';
import { type Answer, type FakeDaemon, fakeDaemon, json, patience } from './fake-daemon.ts';
import { pod } from './pods.ts';

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const network = {
  Id: 'n',
  Name: 'outrider_p',
  Created: '2026-01-02T03:04:05Z',
  Labels: { 'dev.outrider.project': 'p' },
};

const noContent: Answer = (response) => void response.writeHead(204).end();

it('the owner of a namespace is removed when those who share it are gone', async () => {
  const left = new Set(['holder', 'app', 'proxy']);
  const removed: string[] = [];
  daemon = await fakeDaemon([
    ['GET', /\/containers\/json/, json(200, [])],
    [
      'DELETE',
      /\/containers\//,
      (response, request, body) => {
        const id = /containers\/(\w+)/.exec(request.url!)![1]!;
        if (id === 'holder' && left.size > 1)
          return json(409, { message: 'container holder has dependent containers' })(response, request, body);
        left.delete(id);
        removed.push(id);
        response.writeHead(204).end();
      },
    ],
    ['GET', /\/volumes/, json(200, { Volumes: [] })],
    ['GET', /\/networks/, json(200, [network])],
    ['DELETE', /\/networks\//, noContent],
  ]);
  await removeThese(daemon.docker, { project: 'p', pod: 'one', ids: ['holder', 'app', 'proxy'] }, patience());
  expect(removed.at(-1)).toBe('holder');
  expect(removed).toHaveLength(3);
});

/** Refuses a container whose network is not there, as Podman does; Docker asks when it starts. */
async function podman() {
  let hasNetwork = false;
  const volumes: unknown[] = [];
  const order: string[] = [];
  daemon = await fakeDaemon([
    ['GET', /\/networks/, (...call) => json(200, hasNetwork ? [network] : [])(...call)],
    [
      'POST',
      /\/networks\/create/,
      (...call) => {
        hasNetwork = true;
        json(201, { Id: 'n' })(...call);
      },
    ],
    [
      'POST',
      /\/volumes\/create/,
      (response, request, body) => {
        order.push('volume');
        volumes.push(JSON.parse(body));
        json(201, {})(response, request, body);
      },
    ],
    [
      'POST',
      /\/containers\/create/,
      (...call) => {
        order.push('holder');
        const message = 'unable to find network with name or ID outrider_p: network not found';
        (hasNetwork ? json(201, { Id: 'h' }) : json(500, { message }))(...call);
      },
    ],
    ['PUT', /\/archive/, json(200, {})],
  ]);
  return { daemon, volumes, order };
}

it('a holder is made when its network is there, and its volumes before it, with labels and options', async () => {
  const fake = await podman();
  const volumes = [{ name: 'keys', type: 'files', medium: 'memory', secret: true, files: [] }] as const;
  const owner = { project: 'p', pod: pod({ volumes }), version: '1' };
  const context = {
    docker: fake.daemon.docker,
    owner,
    product: 'Podman' as const,
    maker: 'm',
    fetchImage: async () => '',
  };
  expect(await createSandbox(context, 'holder:1', 0, patience())).toEqual({ id: 'h' });
  expect(fake.order[0]).toBe('volume');
  expect(fake.volumes).toEqual([
    expect.objectContaining({
      DriverOpts: expect.objectContaining({ type: 'tmpfs' }),
      Labels: expect.objectContaining({ 'dev.outrider.project': 'p' }),
    }),
  ]);
});

describe('the address of a holder', () => {
  const holder = (mode: string, networks: Record<string, string>) =>
    ({
      HostConfig: { NetworkMode: mode },
      Config: { Labels: { 'dev.outrider.project': 'p' } },
      NetworkSettings: {
        Networks: Object.fromEntries(
          Object.entries(networks).map(([name, IPAddress]) => [name, { IPAddress, IPPrefixLen: 24 }]),
        ),
      },
    }) as unknown as Dockerode.ContainerInspectInfo;

  it.each([
    [
      'is that of the network that its mode names',
      'outrider_p',
      { other: '10.0.0.1', outrider_p: '10.0.0.2' },
    ],
    [
      'is that of the project where the mode only says bridge',
      'bridge',
      { a: '10.0.0.1', outrider_p: '10.0.0.2' },
    ],
  ])('%s', (_, mode, networks) => {
    expect(addressOf(holder(mode, networks))).toEqual({
      ip: '10.0.0.2',
      network: 'outrider_p',
      prefixLength: 24,
    });
  });

  it('is not known while the holder does not run', () => {
    expect(addressOf(holder('bridge', {}))).toBeUndefined();
  });
});
