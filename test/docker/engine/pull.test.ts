import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findCredentials } from '../../../src/docker/images/credentials.ts';
import { createImages } from '../../../src/docker/images/images.ts';
import { type Lab, openLab, patience } from './lab.ts';
import { openRegistry, type PrivateRegistry } from './private-registry.ts';

let lab: Lab;
let registry: PrivateRegistry;

beforeEach(async () => {
  lab = await openLab();
  registry = await openRegistry('me', 'pässword:1');
});

afterEach(async () => {
  await lab.docker
    .getImage(registry.reference)
    .remove()
    .catch(() => {});
  registry.close();
  await lab.close();
});

/** Pulls with what `docker login` would have written. */
function pull(password: string): Promise<{ readonly pulled: boolean }> {
  const auth = Buffer.from(`me:${password}`).toString('base64');
  const config = JSON.stringify({ auths: { [registry.host]: { auth } } });
  const credentials = findCredentials({
    env: {},
    home: '/home/me',
    read: () => config,
    ask: () => Promise.reject(new Error('there is no helper')),
  });
  const images = createImages(lab.docker, { credentials });
  const wanted = { image: registry.reference, imagePullPolicy: 'IfNotPresent' } as const;
  return images.ensure(wanted, () => {}, patience);
}

it('an image of a private registry comes with the credentials of `docker login`, and only with them', async () => {
  await expect(pull('wrong')).rejects.toMatchObject({
    code: expect.stringMatching(/^image-/),
    hint: expect.stringContaining('docker login'),
  });
  expect(await pull('pässword:1')).toMatchObject({ pulled: true });
  expect(await pull('pässword:1')).toMatchObject({ pulled: false });
});
