import {
  DEFAULT_IMAGE_PULL_POLICY,
  DEFAULT_RESTART_POLICY,
  DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS,
} from './defaults.ts';
import type { Container, Pod } from './model.ts';

/** A container with Kubernetes' defaults for all that is not given. */
export function completeContainer(
  given: Partial<Container> & Pick<Container, 'name' | 'role' | 'image'>,
): Container {
  return {
    imagePullPolicy: DEFAULT_IMAGE_PULL_POLICY,
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

/** A pod with Kubernetes' defaults for all that is not given. It has its own name as hostname. */
export function completePod(given: Partial<Pod> & Pick<Pod, 'name' | 'containers'>): Pod {
  return {
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: DEFAULT_RESTART_POLICY,
    terminationGracePeriodSeconds: DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS,
    initContainers: [],
    volumes: [],
    network: {
      hostname: given.name,
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: [],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: given.containers[0]?.name ?? '',
    locations: {},
    ...given,
  };
}
