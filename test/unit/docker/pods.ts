import type { Container, Pod } from '../../../src/pod/model.ts';
import * as base from '../../support/pods.ts';

/** A container that sleeps. */
export function container(given: Partial<Container> & { readonly name: string }): Container {
  return base.container({ imagePullPolicy: 'Never', command: ['sleep', '1000'], ...given });
}

/** A pod with one container that sleeps, unless told otherwise. */
export function pod(given: Partial<Pod> = {}): Pod {
  return base.pod({ containers: [container({ name: 'app' })], ...given });
}
