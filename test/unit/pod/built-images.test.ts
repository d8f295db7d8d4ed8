import { expect, it } from '@jest/globals';
import { specHash } from '../../../src/lifecycle/state/hash.ts';
import { builtImages, imagesToBuild, withBuiltImages } from '../../../src/pod/built-images.ts';
import type { ImageBuild } from '../../../src/pod/image-build.ts';
import { redact } from '../../../src/pod/redact.ts';
import { container, pod } from '../../support/pods.ts';

const built = (name: string, build: Partial<ImageBuild> = {}) =>
  container({ name, image: `shop-${name}`, engine: { build: { context: '/shop', ...build } } });

const namesOf = (images: readonly { readonly image: string }[]) => images.map(({ image }) => image);

it('an image is built once, and after the images that it is built from', () => {
  const pods = [
    pod({ containers: [built('a', { additionalContexts: { base: 'docker-image://shop-b' } }), built('a')] }),
    pod({ name: 'other', containers: [built('b'), container({ name: 'plain' })] }),
  ];
  expect(namesOf(builtImages(pods))).toEqual(['shop-b', 'shop-a']);
});

it('what is built now is missing, asked for, or says so itself', () => {
  const images = builtImages([pod({ containers: [built('a'), built('b', { always: true }), built('c')] })]);
  const there = (image: string) => image !== 'shop-c';
  expect(namesOf(imagesToBuild(images, false, there))).toEqual(['shop-b', 'shop-c']);
  expect(namesOf(imagesToBuild(images, true, there))).toEqual(['shop-a', 'shop-b', 'shop-c']);
});

it('a container gives way to another image, not to another way to build the same', () => {
  const hash = (build: Partial<ImageBuild>, id: string) =>
    specHash(withBuiltImages(pod({ containers: [built('a', build)] }), () => id).containers[0]!);
  expect(hash({ args: { A: '1' } }, 'one')).toBe(hash({ args: { A: '2' } }, 'one'));
  expect(hash({}, 'one')).not.toBe(hash({}, 'two'));
});

it('what is kept of a pod on the engine has no arguments of a build', () => {
  expect(
    JSON.stringify(redact(pod({ containers: [built('a', { args: { TOKEN: 's3cret' } })] }))),
  ).not.toContain('s3cret');
});
