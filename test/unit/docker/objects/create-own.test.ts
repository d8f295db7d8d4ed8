import { afterEach, describe, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createOwn } from '../../../../src/docker/objects/create-own.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const own = {
  'dev.outrider.project': 'p',
  'dev.outrider.pod': 'web',
  'dev.outrider.role': 'app',
  'dev.outrider.container': 'app',
  'dev.outrider.attempt': '2',
  'dev.outrider.spec-hash': 'x',
};
const body: Dockerode.ContainerCreateOptions = {
  Labels: own,
  HostConfig: { NetworkMode: 'container:h' },
};

interface There {
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly networkMode?: string;
}

/** An engine where the name is taken, until what has it is removed. */
async function engine({ labels = own, status = 'created', networkMode = 'container:h' }: There) {
  let taken = true;
  daemon = await fakeDaemon([
    [
      'POST',
      /\/containers\/create/,
      (...call) =>
        taken
          ? json(409, {
              message: 'Conflict. The container name "/p_web_app_2" is already in use by container "old".',
            })(...call)
          : json(201, { Id: 'new' })(...call),
    ],
    [
      'GET',
      /\/containers\/p_web_app_2\/json/,
      json(200, {
        Id: 'old',
        Config: { Labels: labels },
        State: { Status: status },
        HostConfig: { NetworkMode: networkMode },
      }),
    ],
    [
      'DELETE',
      /\/containers\/old/,
      (response) => {
        taken = false;
        response.writeHead(204).end();
      },
    ],
  ]);
  return { docker: daemon.docker, removed: () => !taken };
}

const create = (docker: Dockerode): Promise<string> => createOwn(docker, 'p_web_app_2', body, patience());

it('a container whose answer was lost is used', async () => {
  const { docker, removed } = await engine({});
  expect(await create(docker)).toBe('old');
  expect(removed()).toBe(false);
});

it.each<[string, There]>([
  ['was made from another specification', { labels: { ...own, 'dev.outrider.spec-hash': 'y' } }],
  ['has run', { status: 'exited' }],
  ['belongs to a holder that is gone', { networkMode: 'container:older' }],
])('one of ours that %s gives way to a new one', async (_, there) => {
  const { docker, removed } = await engine(there);
  expect(await create(docker)).toBe('new');
  expect(removed()).toBe(true);
});

describe('what is not ours stays, and the error names it', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['of a stranger', {}],
    ['of another project', { ...own, 'dev.outrider.project': 'q' }],
    ['of another instance', { ...own, 'dev.outrider.attempt': '1' }],
    ['that another supervisor made', { ...own, 'dev.outrider.maker': 'somebody' }],
  ])('a container %s', async (_, labels) => {
    const { docker, removed } = await engine({ labels });
    await expect(create(docker)).rejects.toMatchObject({
      code: 'name-conflict',
      message: expect.stringContaining('p_web_app_2'),
    });
    expect(removed()).toBe(false);
  });
});

it('a container that is still being made is waited for', async () => {
  let asks = 0;
  daemon = await fakeDaemon([
    [
      'POST',
      /\/containers\/create/,
      (...call) => {
        asks += 1;
        return asks < 3
          ? json(409, {
              message: 'Conflict. The container name "/p_web_app_2" is already in use by container "old".',
            })(...call)
          : json(201, { Id: 'new' })(...call);
      },
    ],
  ]);
  expect(await create(daemon.docker)).toBe('new');
});
