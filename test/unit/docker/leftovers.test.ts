import { afterEach, expect, it } from '@jest/globals';
import { findLeftovers, removeLeftover } from '../../../src/docker/leftovers.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from './fake-daemon.ts';

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const of = (project: string, pod?: string) => ({
  'dev.outrider.project': project,
  ...(pod !== undefined && { 'dev.outrider.pod': pod }),
});
const holder = (project: string, pod: string) => ({
  Id: `${project}-${pod}`,
  Names: [`/${project}_${pod}_holder.0`],
  Labels: {
    ...of(project, pod),
    'dev.outrider.role': 'holder',
    'dev.outrider.attempt': '0',
    'dev.outrider.version': '1',
  },
});

interface Things {
  readonly containers?: readonly unknown[];
  readonly volumes?: readonly unknown[] | null;
  readonly networks?: readonly unknown[];
}

async function found({ containers = [], volumes = [], networks = [] }: Things, project?: string) {
  daemon = await fakeDaemon([
    ['GET', /\/containers\/json/, json(200, containers)],
    ['GET', /\/volumes/, json(200, { Volumes: volumes })],
    ['GET', /\/networks/, json(200, networks)],
  ]);
  const leftovers = await findLeftovers(daemon.docker, project, patience());
  return leftovers.map(({ kind, name }) => `${kind} ${name}`);
}

it('volumes whose pod has no container and networks whose project has none are left over', async () => {
  const things = {
    containers: [holder('shop', 'web')],
    volumes: [
      { Name: 'shop_web_data', Labels: of('shop', 'web') },
      { Name: 'shop_db_data', Labels: of('shop', 'db') },
    ],
    networks: [
      { Name: 'outrider_shop', Labels: of('shop') },
      { Name: 'outrider_gone', Labels: of('gone') },
    ],
  };
  expect(await found(things)).toEqual(['volume shop_db_data', 'network outrider_gone']);
});

it('what only carries the labels is left alone, and makes nothing of a pod used', async () => {
  const things = {
    containers: [{ Id: 's', Names: ['/friendly_turing'], Labels: of('shop', 'web') }],
    volumes: [
      { Name: 'of-somebody-else', Labels: of('shop', 'web') },
      { Name: 'shop_web_data', Labels: of('shop', 'web') },
      { Name: 'shop__x', Labels: of('shop') },
      { Name: 'unlabelled', Labels: null },
    ],
    networks: [{ Name: 'of-somebody-else', Labels: of('shop') }, { Name: 'outrider_shop' }],
  };
  expect(await found(things)).toEqual(['volume shop_web_data']);
});

it('an engine without volumes says so with a null', async () => {
  expect(await found({ volumes: null })).toEqual([]);
});

it('one project alone is asked for by its label', async () => {
  await found({}, 'shop');
  for (const request of daemon!.requests)
    expect(decodeURIComponent(request)).toContain('dev.outrider.project=shop');
  expect(daemon!.requests).toHaveLength(3);
});

it.each([
  [204, true],
  [404, true],
  [409, false],
])('a volume whose removal the engine answers with %i: gone is %j', async (status, gone) => {
  daemon = await fakeDaemon([['DELETE', /\/volumes\//, json(status, { message: 'volume is in use' })]]);
  const leftover = { kind: 'volume', name: 'shop_web_data', project: 'shop' } as const;
  expect(await removeLeftover(daemon.docker, leftover, patience())).toBe(gone);
});

it('a volume that the engine cannot remove is an error', async () => {
  daemon = await fakeDaemon([['DELETE', /\/volumes\//, json(500, { message: 'input/output error' })]]);
  const leftover = { kind: 'volume', name: 'shop_web_data', project: 'shop' } as const;
  await expect(removeLeftover(daemon.docker, leftover, patience())).rejects.toThrow('input/output error');
});
