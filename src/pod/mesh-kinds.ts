/** Groups of the kinds that Istio reads: its own and those of the Gateway API. */
const groups: ReadonlySet<string> = new Set([
  'extensions.istio.io',
  'gateway.networking.k8s.io',
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
]);

/** Whether objects of an `apiVersion` are rules for a mesh. */
export function isOfMesh(apiVersion: unknown): boolean {
  return typeof apiVersion === 'string' && groups.has(apiVersion.split('/')[0] ?? '');
}
