import type { Container, Pod, Role } from '../pod/model.ts';

/** What the engine's list shows of a container whose pod nobody remembers. */
export interface ListedMember {
  readonly name: string;
  readonly role: Role | 'tool';
  readonly image: string;
}

/**
 * A pod of which only the containers are left, in start order: enough to stop them in order, with the default grace period
 * (core/v1: 30 s) and without hooks, which only the holder remembers.
 */
export function skeletonPod(name: string, members: readonly ListedMember[]): Pod {
  const containers = members.flatMap((member) =>
    member.role === 'tool' ? [] : [skeleton(member, member.role)],
  );
  return {
    name,
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 30,
    initContainers: containers.filter(({ role }) => role !== 'app'),
    containers: containers.filter(({ role }) => role === 'app'),
    volumes: [],
    network: {
      hostname: name,
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: [],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: '',
    locations: {},
  };
}

function skeleton({ name, image }: ListedMember, role: Role): Container {
  return {
    name,
    role,
    image,
    imagePullPolicy: 'Never',
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
    ...(role === 'sidecar' && { restartPolicy: 'Always' as const }),
    restartPolicyRules: [],
    stdin: false,
    tty: false,
  };
}
