import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createEngine } from '../../../src/docker/engine.ts';
import { engineNow } from '../../../src/docker/engine-now.ts';
import { endMarked } from '../../../src/docker/holder/end-marked.ts';
import { withThrowawayNamespace } from '../../../src/docker/holder/throwaway.ts';
import { dockerImageStore } from '../../../src/docker/images/image-store.ts';
import { execInteractive, runTool } from '../../../src/docker/interactive.ts';
import { listPods } from '../../../src/docker/list.ts';
import { removeAll, removeClaims } from '../../../src/docker/remove.ts';
import type { Terminal } from '../../../src/docker/terminal.ts';
import { type FakeDaemon, fakeDaemon, silence } from './fake-daemon.ts';
import { container, pod } from './pods.ts';

let daemon: FakeDaemon;

beforeAll(async () => {
  daemon = await fakeDaemon([
    ['GET', /./, silence],
    ['POST', /./, silence],
    ['DELETE', /./, silence],
  ]);
});

afterAll(() => daemon.close());

const app = container({ name: 'app' });
const theImage = { image: 'demo:1', imagePullPolicy: 'IfNotPresent' } as const;
const terminal: Terminal = {
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  tty: false,
  interactive: false,
  size: () => ({ rows: 24, columns: 80 }),
  onResize: () => () => {},
};

function calls(docker: Dockerode, signal: AbortSignal): Readonly<Record<string, () => Promise<unknown>>> {
  const engine = createEngine({
    docker,
    project: 'p',
    pod: pod({ containers: [app] }),
    version: '1',
    images: { holder: 'h' },
  });
  const store = dockerImageStore(docker);
  const request = { container: app, attempt: 0, sandbox: 'h', specHash: 'x' };
  const context = { docker, image: 'h' };
  const tool = { project: 'p', pod: pod(), version: '1', holder: 'h', image: 'h', command: ['ss'] };
  const first = async (from: AsyncIterable<unknown>): Promise<unknown> => {
    for await (const one of from) return one;
    return undefined;
  };
  return {
    createSandbox: () => engine.createSandbox(0, signal),
    startSandbox: () => engine.startSandbox('h', signal),
    removeSandbox: () => engine.removeSandbox('h', signal),
    ensureImage: () => engine.ensureImage(theImage, () => {}, signal),
    createContainer: () => engine.createContainer(request, signal),
    startContainer: () => engine.startContainer('c', signal),
    signalContainer: () => engine.signalContainer('c', 'SIGTERM', signal),
    removeContainer: () => engine.removeContainer('c', signal),
    exec: () => engine.exec('c', ['true'], 1_000, signal),
    inNamespace: () => engine.inNamespace({ argv: ['true'] }, 1_000, signal),
    observe: () => engine.observe(signal),
    removePod: () => engine.removePod(signal),
    'logs that are not followed': () => first(engine.logs('c', { follow: false }, signal)),
    'image hash': () => store.hashOf('x:1', signal),
    'image pull': () => store.pull('x:1', () => {}, signal),
    'image tag': () => store.tag('x:1', 'y:1', signal),
    listPods: () => listPods(docker, 'p', signal),
    removeAll: () => removeAll(docker, 'p', undefined, signal),
    removeClaims: () => removeClaims(docker, 'p', signal),
    engineNow: () => engineNow(docker, signal),
    execInteractive: () => execInteractive(context, 'c', { command: ['sh'] }, terminal, signal),
    runTool: () => runTool(docker, tool, terminal, signal),
    withThrowawayNamespace: () =>
      withThrowawayNamespace(docker, { image: 'h', capabilities: [] }, async () => {}, signal),
  };
}

const names = Object.keys(calls({ modem: {} } as Dockerode, new AbortController().signal));

describe('an engine that never answers', () => {
  beforeEach(
    () =>
      void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] }),
  );
  afterEach(() => void jest.useRealTimers());

  it.each(names)('%s ends at its deadline', async (name) => {
    const answer = settled(calls(daemon.docker, new AbortController().signal)[name]!());
    for (let minutes = 0; minutes < 20 && !answer.done(); minutes++) {
      await new Promise(setImmediate);
      await jest.advanceTimersByTimeAsync(60_000);
    }
    // A pull says of every failure that it was one.
    expect(answer.code()).toBe(name === 'image pull' ? 'image-pull-failed' : 'timeout');
  });
});

// A log just ends, and a person's command is ended first.
it.each(names.filter((name) => !['execInteractive', 'logs that are not followed'].includes(name)))(
  '%s can be given up at any time',
  async (name) => {
    const controller = new AbortController();
    const answer = calls(daemon.docker, controller.signal)[name]!();
    answer.catch(() => {});
    await new Promise(setImmediate);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  },
);

it('what ends a command has deadlines of its own', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  try {
    const answer = settled(endMarked({ docker: daemon.docker, image: 'h' }, 'c', 'X=1'));
    await new Promise(setImmediate);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(answer.code()).toBe('timeout');
  } finally {
    jest.useRealTimers();
  }
});

function settled(promise: Promise<unknown>) {
  let code: string | undefined;
  promise.then(
    () => {
      code = 'an answer';
    },
    (error: { readonly code?: string }) => {
      code = error.code ?? String(error);
    },
  );
  return { done: () => code !== undefined, code: () => code };
}
