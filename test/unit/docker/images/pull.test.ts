import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createImages, signalName } from '../../../../src/docker/images/images.ts';
import { pull, repositoryAndTag } from '../../../../src/docker/images/pull.ts';
import { type Answer, type FakeDaemon, fakeDaemon, json, patience, silence } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const absent: Answer = json(404, { message: 'No such image: haproxy:2.6' });
const present: Answer = json(200, { Config: { StopSignal: '10', User: 'haproxy' } });

/** Pull progress, one message a line. */
function progress(...messages: readonly object[]): Answer {
  return (response) => {
    response.writeHead(200);
    response.end(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));
  };
}

async function engine(inspects: readonly Answer[], pull: Answer): Promise<FakeDaemon> {
  const answers = [...inspects];
  daemon = await fakeDaemon([
    ['GET', /\/images\//, (...all) => (answers.length > 1 ? answers.shift()! : answers[0]!)(...all)],
    ['POST', /\/images\/create/, pull],
  ]);
  return daemon;
}

/** An engine whose progress a test writes itself. */
function stubbedPull() {
  const stream = new PassThrough();
  const docker = { createImage: async () => stream } as unknown as Dockerode;
  return { stream, docker };
}

const wanted = { image: 'haproxy:2.6', imagePullPolicy: 'IfNotPresent' } as const;
const quiet = () => {};

describe('the policy', () => {
  it('an image that is there is not pulled', async () => {
    const { docker, requests } = await engine([present], silence);
    expect(await createImages(docker).ensure(wanted, quiet, patience())).toMatchObject({
      pulled: false,
    });
    expect(requests).toEqual(['GET /images/haproxy:2.6/json']);
  });

  it('one that is missing is pulled, and Always asks the registry first', async () => {
    const { docker } = await engine([absent, present], progress({ status: 'done' }));
    const images = createImages(docker);
    expect(await images.ensure(wanted, quiet, patience())).toMatchObject({ pulled: true });
    expect(await images.ensure({ ...wanted, imagePullPolicy: 'Always' }, quiet, patience())).toMatchObject({
      pulled: true,
    });
  });

  it('Never does not pull', async () => {
    const { docker, requests } = await engine([absent], silence);
    const never = { ...wanted, imagePullPolicy: 'Never' } as const;
    await expect(createImages(docker).ensure(never, quiet, patience())).rejects.toMatchObject({
      code: 'image-not-found',
      message: 'there is no image haproxy:2.6 on the engine',
    });
    expect(requests).toHaveLength(1);
  });
});

it('containers of one image share its pull', async () => {
  const { docker, requests } = await engine([absent, absent, present], progress({ status: 'done' }));
  const images = createImages(docker);
  await Promise.all([images.ensure(wanted, quiet, patience()), images.ensure(wanted, quiet, patience())]);
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual([
    'POST /images/create?fromImage=haproxy&tag=2.6',
  ]);
});

it('an image is looked at once, and again when it turned out to be gone', async () => {
  const { docker, requests } = await engine([present], silence);
  const images = createImages(docker);
  await images.ensure(wanted, quiet, patience());
  await images.ensure(wanted, quiet, patience());
  expect(requests).toHaveLength(1);
  images.forget(wanted.image);
  await images.ensure(wanted, quiet, patience());
  expect(requests).toHaveLength(2);
});

it('with a mirror no other name is asked for', async () => {
  const { docker, requests } = await engine([absent, present], progress({ status: 'done' }));
  const images = createImages(docker, { mirror: 'm.example' });
  await images.ensure(wanted, quiet, patience());
  expect(requests).toEqual([
    'GET /images/m.example/haproxy:2.6/json',
    'POST /images/create?fromImage=m.example%2Fhaproxy&tag=2.6',
    'GET /images/m.example/haproxy:2.6/json',
  ]);
  expect(await images.facts('haproxy:2.6', patience())).toEqual({
    reference: 'm.example/haproxy:2.6',
    stopSignal: 'SIGUSR1',
    user: 'haproxy',
  });
});

it('progress is condensed over all layers and told only when it changes', async () => {
  const layer = (id: string, current: number) => ({
    id,
    status: 'Downloading',
    progressDetail: { current, total: 100 },
  });
  const { docker } = await engine(
    [absent, present],
    progress(
      { status: 'Pulling from library/haproxy', id: '2.6' },
      { status: 'Pulling fs layer', id: 'a', progressDetail: {} },
      layer('a', 10),
      layer('b', 10),
      layer('b', 12),
      layer('a', 10),
      { status: 'Download complete', id: 'a', progressDetail: {} },
      layer('b', 100),
      { status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 100 } },
      { status: 'Status: Downloaded newer image for haproxy:2.6' },
    ),
  );
  const told: string[] = [];
  await createImages(docker).ensure(wanted, (message) => told.push(message), patience());
  expect(told).toEqual(['downloading 10 %', 'downloading 55 %', 'unpacking']);
});

describe('what goes wrong', () => {
  const failing = async (pull: Answer) => {
    const { docker } = await engine([absent], pull);
    return createImages(docker).ensure(wanted, quiet, patience());
  };

  it('an image that the registry does not have', async () => {
    const message = "pull access denied for haproxy, repository does not exist or may require 'docker login'";
    await expect(failing(json(404, { message }))).rejects.toMatchObject({
      code: 'image-not-found',
      message: `cannot pull haproxy:2.6: ${message}`,
    });
  });

  it('a registry that cannot be reached', async () => {
    const message =
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host';
    await expect(failing(json(500, { message }))).rejects.toMatchObject({
      code: 'image-pull-failed',
      hint: expect.stringContaining('makes a stand-in of haproxy:2.6'),
    });
  });

  it('an image of our own that cannot be made here', async () => {
    const { docker } = await engine([absent], silence);
    const make = async (): Promise<boolean> => {
      throw Object.assign(new Error('image demo cannot be made'), { hint: 'It takes a registry.' });
    };
    await expect(createImages(docker, { make }).ensure(wanted, quiet, patience())).rejects.toMatchObject({
      code: 'image-pull-failed',
      message: 'image demo cannot be made',
      hint: 'It takes a registry.',
    });
  });

  it('an error in the middle of the progress, which has status 200', async () => {
    await expect(failing(progress({ status: 'x' }, { error: 'unexpected EOF' }))).rejects.toMatchObject({
      code: 'image-pull-failed',
      message: 'cannot pull haproxy:2.6: unexpected EOF',
    });
  });

  it('an engine that dies meanwhile', async () => {
    const cut: Answer = (response) => {
      response.writeHead(200);
      response.write('{"status":"x"}\n', () => response.socket?.destroy());
    };
    await expect(failing(cut)).rejects.toMatchObject({ name: 'EngineError' });
  });

  it('a connection that is closed without an error', async () => {
    const { stream, docker } = stubbedPull();
    const pulled = pull(docker, 'haproxy:2.6', { onPull: quiet }, patience());
    stream.destroy();
    await expect(pulled).rejects.toMatchObject({ message: expect.stringContaining('closed the connection') });
  });

  it('a caller that gives up', async () => {
    const controller = new AbortController();
    const { docker } = await engine([absent], (response) => {
      response.writeHead(200);
      response.write('{"status":"x"}\n', () => controller.abort());
    });
    const pulling = createImages(docker).ensure(wanted, quiet, controller.signal);
    await expect(pulling).rejects.toMatchObject({ code: 'aborted' });
  });
});

it.each([
  ['haproxy', 'haproxy', 'latest'],
  ['haproxy:2.6', 'haproxy', '2.6'],
  ['localhost:5000/a', 'localhost:5000/a', 'latest'],
  ['localhost:5000/a:1', 'localhost:5000/a', '1'],
  ['a/b@sha256:00ff', 'a/b', 'sha256:00ff'],
])('%s is repository %s and tag %s', (reference, fromImage, tag) => {
  expect(repositoryAndTag(reference)).toEqual({ fromImage, tag });
});

it.each([
  ['SIGTERM', 'SIGTERM'],
  ['term', 'SIGTERM'],
  ['15', 'SIGTERM'],
  ['SIGRTMIN+3', 'SIGRTMIN+3'],
])('the stop signal %s of an image is %s', (given, name) => {
  expect(signalName(given)).toBe(name);
});

it('a pull whose connection breaks has failed, and does not wait for the next word', async () => {
  const { docker } = await engine([absent], (response) => {
    response.writeHead(200);
    response.write('{"status":"Downloading"}\r\n', () => response.socket?.destroy());
  });
  await expect(createImages(docker).ensure(wanted, quiet, patience())).rejects.toMatchObject({
    code: expect.stringMatching(/image-pull-failed|no-engine/),
  });
});

describe('an image that Outrider makes by itself', () => {
  it('is made and not pulled', async () => {
    const { docker, requests } = await engine([absent, present], silence);
    const steps: string[] = [];
    const make = async (reference: string, onStep: (message: string) => void): Promise<boolean> => {
      onStep(`making ${reference}`);
      return true;
    };
    const images = createImages(docker, { make });
    expect(await images.ensure(wanted, (step) => steps.push(step), patience())).toMatchObject({
      pulled: true,
    });
    expect(steps).toEqual(['making haproxy:2.6']);
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('is pulled when it is none of them', async () => {
    const { docker, requests } = await engine([absent, present], progress({ status: 'done' }));
    await createImages(docker, { make: async () => false }).ensure(wanted, quiet, patience());
    expect(requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});
