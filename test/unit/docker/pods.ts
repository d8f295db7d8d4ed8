import type { Container, Pod } from '../../../src/pod/model.ts';

/** A container that sleeps, completed with Kubernetes' defaults. */
export function container(overrides: Partial<Container> & { readonly name: string }): Container {
  return {
    role: 'app',
    image: 'outrider/demo:0.1',
    imagePullPolicy: 'Never',
    command: ['sleep', '1000'],
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
    ...overrides,
  };
}

/** A pod with one container that sleeps, unless told otherwise. */
export function pod(overrides: Partial<Pod> = {}): Pod {
  const containers = overrides.containers ?? [container({ name: 'app' })];
  return {
    name: 'web',
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    initContainers: [],
    volumes: [],
    network: {
      hostname: 'web',
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: ['web'],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: containers[0]?.name ?? '',
    locations: {},
    ...overrides,
    containers,
  };
}
