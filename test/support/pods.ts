import type { Container, Pod } from '../../src/pod/model.ts';

/** A container completed as the manifest reader completes it. */
export function container(given: Partial<Container> & { readonly name: string }): Container {
  return {
    role: 'app',
    image: 'outrider/demo:0.1',
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

/** A pod of one container, unless told otherwise, completed as the manifest reader completes it. */
export function pod(given: Partial<Pod> = {}): Pod {
  const containers = given.containers ?? [container({ name: 'app' })];
  const name = given.name ?? 'web';
  return {
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    initContainers: [],
    volumes: [],
    network: {
      hostname: name,
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: [name],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: containers[0]?.name ?? '',
    locations: {},
    ...given,
    name,
    containers,
  };
}
