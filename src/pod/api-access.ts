import type { Service } from './service.ts';

/** The annotation by which a pod asks for the Kubernetes API: `"true"`, or `"false"` whatever `automountServiceAccountToken` says. */
export const apiAnnotation = 'outrider.dev/api';

/**
 * Where programs of a pod find the API. A loopback address of its own stays within the pod's namespace: neither capture nor a mesh leads
 * what goes there through a proxy.
 */
export const apiAddress = '127.255.0.1';
const apiPort = 443;

/** Where the relay of the holder listens (images/holder/relay). No program of a pod is likely to want this port on all addresses. */
export const relayAddress = '127.255.0.2';
export const relayPort = 61_443;

/** The Service `kubernetes`, in the namespace of a pod that asked for the API. */
export const apiService: Service = {
  ...{ name: 'kubernetes', namespace: 'default', type: 'ClusterIP', clusterIP: apiAddress },
  ...{ selector: {}, headless: false, sticky: false, publishNotReady: false },
  ports: [{ name: 'https', protocol: 'TCP', port: apiPort, targetPort: relayPort }],
  given: [{ ip: relayAddress, ready: true, ports: [{ name: 'https', protocol: 'TCP', port: relayPort }] }],
};

/** By `NAMESPACE/NAME`. */
export const apiServiceIPs: ReadonlyMap<string, string> = new Map([['default/kubernetes', apiAddress]]);

/** Where client libraries look for their token, CA and namespace (client-go, `rest.InClusterConfig`). */
export const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The audience of the API itself, and who issues tokens. */
export const apiIssuer = 'https://kubernetes.default.svc.cluster.local';
