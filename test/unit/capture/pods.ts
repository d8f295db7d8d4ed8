import type { Container, Pod } from '../../../src/pod/model.ts';
import * as base from '../../support/pods.ts';

/** A container with nothing but a name, for tests about something else. */
export function container(name: string, given: Partial<Container> = {}): Container {
  return base.container({ name, ...given });
}

/** A pod with a proxy and an app. */
export function pod(given: Partial<Pod> = {}): Pod {
  return base.pod({ initContainers: [container('proxy', { role: 'sidecar' })], ...given });
}

/** What a container's securityContext says of user and group. */
export function runsAs(runAsUser?: number, runAsGroup?: number): Pick<Container, 'securityContext'> {
  return {
    securityContext: {
      ...container('any').securityContext,
      ...(runAsUser === undefined ? {} : { runAsUser }),
      ...(runAsGroup === undefined ? {} : { runAsGroup }),
    },
  };
}
