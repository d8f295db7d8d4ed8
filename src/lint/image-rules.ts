import { allContainers } from '../pod/containers.ts';
import { about, type Rule } from './finding.ts';
import { tagOf } from './known-images.ts';

/** A tag that moves gives another program tomorrow, and Kubernetes pulls it at every start. */
export const movingTag: Rule = {
  code: 'moving-tag',
  level: 'note',
  title: 'An image has no tag, or the tag latest',
  check: (pod) =>
    allContainers(pod)
      .filter(({ image }) => ['latest', undefined].includes(tagOf(image)))
      .map(({ name, image }) =>
        about(
          pod,
          name,
          `the image ${image} of ${name} is another one tomorrow: ${tagOf(image) === undefined ? 'it has no tag' : 'latest moves'}`,
          'Name a version, or a digest.',
          'image',
        ),
      ),
};
