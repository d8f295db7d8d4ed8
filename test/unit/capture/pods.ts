import type { Container, Pod } from '../../../src/pod/model.ts';

/** A container with nothing but a name, for tests about something else. */
export function container(name: string, given: Partial<Container> = {}): Container {
  return {
    name,
    role: 'app',
    image: 'demo',
    imagePullPolicy: 'IfNotPresent',
    env: [],
    ports: [],
    volumeMounts: [],
    resources: {},
    securityContext: {
      capabilitiesAdd: [],
      capabilitiesDrop: [],
      readOnlyRootFilesystem: false,
      allowPrivilegeEscalation: true,
    },
    restartPolicyRules: [],
    stdin: false,
    tty: false,
    ...given,
  };
}

export function pod(given: Partial<Pod> = {}): Pod {
  return {
    name: 'web',
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    initContainers: [container('proxy', { role: 'sidecar' })],
    containers: [container('app')],
    volumes: [],
    network: {
      hostname: 'web',
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: [],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: 'app',
    locations: {},
    ...given,
  };
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
