import type { PodNetwork } from '../../pod/pod-network.ts';
import { dnsNames } from '../../pod/service.ts';
import { behind } from '../behind.ts';
import { onceForEach } from '../once-for-each.ts';
import type { PodSource, Sources } from '../sources.ts';

/** Longest name of a host (Linux, HOST_NAME_MAX less one). */
const LONGEST_HOSTNAME = 63;

export function convertNetwork(pod: PodSource, sources: Sources): PodNetwork {
  const { spec } = pod;
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  const sysctls = (spec.securityContext?.sysctls ?? []).map(({ name = '', value = '' }) => [name, value]);
  return {
    hostname: spec.hostnameOverride ?? shortHostname(pod),
    hostAliases: (spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => ({ ip, hostnames })),
    dns: {
      nameservers,
      searches,
      options: options.map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`)),
    },
    aliases: [
      ...new Set([
        pod.name,
        ...ownNames(pod),
        ...namespacedName(pod, sources),
        ...serviceNames(pod, sources),
      ]),
    ],
    sysctls: Object.fromEntries(sysctls) as Record<string, string>,
  };
}

function shortHostname({ name, spec }: PodSource): string {
  return spec.hostname ?? name.slice(0, LONGEST_HOSTNAME).replace(/[-.]+$/, '');
}

/** `<pod>.<namespace>`, by which pods of several namespaces in the same files find each other. */
function namespacedName({ name, namespace }: PodSource, { pods }: Sources): readonly string[] {
  return areInOne(pods) ? [] : [`${name}.${namespace}`];
}

const areInOne = onceForEach((pods: Sources['pods']): boolean =>
  pods.every(({ namespace }) => namespace === pods[0]!.namespace),
);

/** `<hostname>.<subdomain>`: the name that a headless Service gives a pod. */
function ownNames(pod: PodSource): readonly string[] {
  const domain = pod.spec.subdomain ?? pod.serviceName;
  return domain === undefined ? [] : dnsNames(`${shortHostname(pod)}.${domain}`, pod.namespace);
}

function serviceNames(pod: PodSource, sources: Sources): readonly string[] {
  return behind(sources)
    .servicesOf(pod)
    .flatMap(({ name, namespace }) => dnsNames(name, namespace));
}
