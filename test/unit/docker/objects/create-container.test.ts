import { afterEach, expect, it } from '@jest/globals';
import type { Sandboxes } from '../../../../src/docker/holder/sandboxes.ts';
import { createContainer } from '../../../../src/docker/objects/create-container.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';
import { container, pod } from '../pods.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

it('an image that vanished between the look and the creation is forgotten, so that a retry pulls it', async () => {
  daemon = await fakeDaemon([
    ['PUT', /archive/, json(200, {})],
    ['POST', /create/, json(404, { message: 'No such image: outrider/demo:0.1' })],
  ]);
  const forgotten: string[] = [];
  const app = container({ name: 'app' });
  const context = {
    docker: daemon.docker,
    owner: { project: 'p', pod: pod({ containers: [app] }), version: '1' },
    images: {
      ensure: async () => ({ pulled: false, user: '' }),
      facts: async (reference: string) => ({ reference, stopSignal: 'SIGTERM', user: '' }),
      forget: (image: string) => void forgotten.push(image),
    },
    sandboxes: { mountpoints: async () => new Map() } as unknown as Sandboxes,
    mountsParts: false,
  };
  const request = { container: app, attempt: 0, sandbox: 'h', specHash: '' };
  await expect(createContainer(context, request, patience())).rejects.toMatchObject({
    code: 'image-not-found',
  });
  expect(forgotten).toEqual(['outrider/demo:0.1']);
});
