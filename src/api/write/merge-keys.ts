import { isObject, type Json } from './json.ts';

/** By which field the objects of a list are told apart (`patchMergeKey` in the Go types of k8s.io/api). Other lists are replaced whole. */
const keys: Readonly<Record<string, string>> = {
  ...{ containers: 'name', initContainers: 'name', ephemeralContainers: 'name', env: 'name' },
  ...{ volumes: 'name', volumeMounts: 'mountPath', volumeDevices: 'devicePath', imagePullSecrets: 'name' },
  ...{ hostAliases: 'ip', readinessGates: 'conditionType', topologySpreadConstraints: 'topologyKey' },
  ...{ resourceClaims: 'name', schedulingGates: 'name', conditions: 'type', ownerReferences: 'uid' },
  ...{ secrets: 'name', podIPs: 'ip', hostIPs: 'ip', addresses: 'type', taints: 'key' },
};

/** The field that tells the objects of the list in this field apart; undefined for a list that is replaced whole. */
export function mergeKey(field: string, items: readonly Json[]): string | undefined {
  // Of a container or of a Service.
  if (field === 'ports')
    return items.some((item) => isObject(item) && 'containerPort' in item) ? 'containerPort' : 'port';
  return keys[field];
}
