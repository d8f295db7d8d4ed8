import { accountUid, uidOf } from '../../../pod/uid.ts';
import type { ApiObject } from '../api-object.ts';
import type { NodeFacts } from '../node-facts.ts';

/** A namespace; those that pods are in, and `default`. */
export function namespaceObject(name: string, since: string): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      ...{ name, uid: uidOf('Namespace', name), creationTimestamp: since },
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** A name for the pods of a namespace; it has no rights, as nothing here asks for any. */
export function serviceAccountObject(namespace: string, name: string, since: string): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, uid: accountUid(namespace, name), creationTimestamp: since },
  };
}

/** The machine with the engine: the one node that there is. */
export function nodeObject(facts: NodeFacts): ApiObject {
  const capacity = {
    cpu: String(facts.cpus),
    memory: `${Math.floor(facts.memoryBytes / 1024)}Ki`,
    pods: '110',
  };
  const architecture = { x86_64: 'amd64', aarch64: 'arm64' }[facts.architecture] ?? facts.architecture;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      ...{ name: facts.name, uid: uidOf('Node', facts.name), creationTimestamp: facts.since },
      labels: {
        'kubernetes.io/arch': architecture,
        'kubernetes.io/hostname': facts.name,
        'kubernetes.io/os': 'linux',
      },
    },
    spec: {},
    status: {
      ...{ capacity, allocatable: capacity, conditions: conditions(facts.since) },
      addresses: [
        { type: 'InternalIP', address: facts.address },
        { type: 'Hostname', address: facts.name },
      ],
      nodeInfo: {
        ...{ machineID: '', systemUUID: '', bootID: '', operatingSystem: 'linux', architecture },
        ...{ kernelVersion: facts.kernelVersion, osImage: facts.osImage },
        containerRuntimeVersion: `docker://${facts.engineVersion}`,
        ...{ kubeletVersion: 'v1.35.4+outrider', kubeProxyVersion: '' },
      },
    },
  };
}

function conditions(since: string): readonly object[] {
  const verdicts = [
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'the engine answers'],
  ];
  return verdicts.map(([type, status, reason, message]) => ({
    ...{ type, status, lastHeartbeatTime: since, lastTransitionTime: since, reason, message },
  }));
}
