import * as z from 'zod';
import { container } from './container.ts';
import { approximated, honoured, ignored, named, refused, required } from './fidelity.ts';
import { metadata } from './metadata.ts';
import { flag, label, positive, subdomain, text, texts } from './scalars.ts';
import { podSecurityContext } from './security.ts';
import { volume } from './volume.ts';

const ONE_NODE = 'a laptop has one node';
const OWN_NAMESPACES = 'a pod has its own namespaces here';

const hostAlias = z.object({ ip: required(text), hostnames: honoured(texts) });

/** core/v1 PodDNSConfig. */
const dnsConfig = z.object({
  nameservers: honoured(texts),
  searches: honoured(texts),
  options: honoured(z.array(z.object({ name: honoured(text), value: honoured(text) }))),
});

/** core/v1 PodSpec, every field of Kubernetes 1.36. Source: k8s.io/api `core/v1/types.go`. */
export const podSpec = named(
  'PodSpec',
  z.object({
    containers: required(z.array(container)),
    initContainers: honoured(z.array(container)),
    volumes: honoured(z.array(volume)),
    restartPolicy: honoured(z.enum(['Always', 'OnFailure', 'Never']), 'default `Always`'),
    terminationGracePeriodSeconds: honoured(z.int(), 'default 30; 0 or less is 1, as on a cluster'),
    activeDeadlineSeconds: honoured(positive),
    securityContext: honoured(podSecurityContext),
    hostname: honoured(label),
    hostnameOverride: honoured(subdomain),
    subdomain: honoured(label, 'one more DNS name, `<hostname>.<subdomain>`'),
    hostAliases: honoured(z.array(hostAlias)),
    dnsConfig: honoured(dnsConfig, 'the engine’s resolver stays in front of the name servers'),
    dnsPolicy: approximated(
      z.enum(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']),
      'names of the project are always resolved; the rest goes where `dnsConfig` or the engine says',
    ),
    shareProcessNamespace: honoured(flag),
    readinessGates: approximated(
      z.array(z.object({ conditionType: required(text) })),
      'nobody sets the condition here, so the pod never turns ready',
    ),
    nodeName: approximated(text, 'only what a `fieldRef` shows'),
    serviceAccountName: approximated(text, 'whose tokens the pod has, and what a `fieldRef` shows'),
    os: approximated(z.object({ name: honoured(z.enum(['linux', 'windows'])) }), 'Linux in any case'),
    serviceAccount: approximated(text, 'as `serviceAccountName`'),
    automountServiceAccountToken: approximated(
      flag,
      'default `false`; `true` has an effect with `up --api`. Annotation `outrider.dev/api: "true"` does the same without it',
    ),
    imagePullSecrets: ignored('what `docker login` has left is used'),
    enableServiceLinks: honoured(flag),
    ephemeralContainers: ignored('use `outrider exec`'),
    hostNetwork: refused(`${OWN_NAMESPACES}; publish ports with hostPort`, [false]),
    hostPID: refused(OWN_NAMESPACES, [false]),
    hostIPC: refused(OWN_NAMESPACES, [false]),
    hostUsers: ignored('the engine decides on user namespaces'),
    setHostnameAsFQDN: refused('the hostname is the short one', [false]),
    resources: ignored('limits stand on each container'),
    resourceClaims: ignored('there are no devices to claim'),
    nodeSelector: ignored(ONE_NODE),
    affinity: ignored(ONE_NODE),
    tolerations: ignored(ONE_NODE),
    topologySpreadConstraints: ignored(ONE_NODE),
    schedulerName: ignored(ONE_NODE, ['default-scheduler']),
    schedulingGates: ignored(ONE_NODE),
    schedulingGroup: ignored(ONE_NODE),
    priorityClassName: ignored(ONE_NODE),
    priority: ignored(ONE_NODE, [0]),
    preemptionPolicy: ignored(ONE_NODE, ['PreemptLowerPriority']),
    overhead: ignored(ONE_NODE),
    runtimeClassName: ignored('the engine’s default runtime is used'),
  }),
);
export type PodSpecInput = z.output<typeof podSpec>;

/** core/v1 PodTemplateSpec. */
export const podTemplate = named(
  'PodTemplateSpec',
  z.object({ metadata: honoured(metadata), spec: required(podSpec) }),
);
