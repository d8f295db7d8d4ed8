import { afterEach, expect, it } from '@jest/globals';
import { createSandbox } from '../../../src/docker/holder/sandbox.ts';
import { removeContainer } from '../../../src/docker/objects/containers.ts';
import { removeAll } from '../../../src/docker/remove.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from './fake-daemon.ts';
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

const labelsOf = (name: string) => ({
  'dev.outrider.project': 'p',
  'dev.outrider.pod': name,
  'dev.outrider.role': 'holder',
  'dev.outrider.attempt': '0',
  'dev.outrider.version': '1',
});

/** An engine with the holders of pods; what is deleted is gone. */
async function engine(containers: Record<string, string>): Promise<FakeDaemon> {
  daemon = await fakeDaemon([
    [
      'GET',
      /\/containers\/json/,
      (response, request, body) => {
        const { label } = JSON.parse(new URL(`http://x${request.url}`).searchParams.get('filters')!);
        const pods = (label as string[]).flatMap((one) => /^dev\.outrider\.pod=(.*)$/.exec(one)?.[1] ?? []);
        const found = Object.entries(containers).filter(
          ([, name]) => pods.length === 0 || pods.includes(name),
        );
        json(
          200,
          found.map(([Id, name]) => ({ Id, Names: [`/p_${name}_holder.0`], Labels: labelsOf(name) })),
        )(response, request, body);
      },
    ],
    [
      'DELETE',
      /\/containers\//,
      (response, request) => {
        delete containers[/containers\/(\w+)/.exec(request.url!)![1]!];
        response.writeHead(204).end();
      },
    ],
    ['GET', /\/volumes/, json(200, { Volumes: [] })],
    ['GET', /\/networks/, json(200, [network])],
    ['DELETE', /\/networks\//, (response) => void response.writeHead(204).end()],
  ]);
  return daemon;
}

const deleted = ({ requests }: FakeDaemon): readonly string[] =>
  requests
    .filter((request) => request.startsWith('DELETE'))
    .map((request) => request.slice('DELETE /'.length));

it('the network stays while another pod of the project is there', async () => {
  const fake = await engine({ a: 'one', b: 'two' });
  await removeAll(fake.docker, 'p', 'one', patience());
  expect(deleted(fake)).toEqual(['containers/a?force=true&v=true']);
});

it('the network goes with the last pod', async () => {
  const fake = await engine({ a: 'one' });
  await removeAll(fake.docker, 'p', 'one', patience());
  expect(deleted(fake)).toEqual(['containers/a?force=true&v=true', 'networks/n']);
});

it('the volumes that an image asks for go with their container', async () => {
  const fake = await engine({ a: 'one' });
  await removeContainer(fake.docker, 'a', patience());
  expect(deleted(fake)).toEqual([expect.stringContaining('v=true')]);
});

it('a holder whose volumes cannot be filled is removed again', async () => {
  const files = [{ path: 'a', content: '', mode: 0o644 }];
  const volumes = [{ name: 'conf', type: 'files', medium: 'disk', secret: false, files }] as const;
  daemon = await fakeDaemon([
    ['GET', /\/networks/, json(200, [network])],
    ['POST', /\/containers\/create/, json(201, { Id: 'h' })],
    ['PUT', /\/archive/, json(500, { message: 'no space left on device' })],
    ['DELETE', /\/containers\/h/, (response) => void response.writeHead(204).end()],
  ]);
  const owner = { project: 'p', pod: pod({ volumes }), version: '1' };
  const context = {
    docker: daemon.docker,
    owner,
    product: 'Docker' as const,
    maker: 'm',
    fetchImage: async () => '',
  };
  await expect(createSandbox(context, 'holder:1', 0, patience())).rejects.toThrow('no space left on device');
  expect(deleted(daemon)).toEqual([expect.stringContaining('containers/h')]);
});
