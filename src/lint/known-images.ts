/** The last part of an image's name, without registry, folder, tag and digest: `envoy` of `envoyproxy/envoy:v1.31`. */
function imageName(image: string): string {
  const [path = ''] = image.split('@');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.split(':')[0]!;
}

/** The image without tag and digest: `envoyproxy/envoy` of `envoyproxy/envoy:v1.31`. */
export function repository(image: string): string {
  const [path = ''] = image.split('@');
  const colon = path.lastIndexOf(':');
  return colon > path.lastIndexOf('/') ? path.slice(0, colon) : path;
}

/** The tag, or undefined for an image that has neither a tag nor a digest. */
export function tagOf(image: string): string | undefined {
  const [path = '', digest] = image.split('@');
  const tag = path.slice(repository(image).length + 1);
  return tag === '' ? digest : tag;
}

/** Programs that are nearly always a sidecar when they share a pod with something else. */
const sidecarImage =
  /^(?:envoy|istio-proxy|proxyv2|linkerd2?-proxy|fluent-bit|fluentd|vault-agent|vault|openbao|otel-collector|opentelemetry-collector(?:-contrib)?|cloud-sql-proxy|mitmproxy|daprd|consul-dataplane|promtail|filebeat|vector|jaeger-agent|oauth2-proxy)$/;

/** Programs of infrastructure, whichever role they play. */
const infrastructureImage =
  /^(?:haproxy|nginx|traefik|caddy|httpd|pgbouncer|.*-exporter|statsd|telegraf|tcpdump|tailscale|gluetun|redis|memcached)$/;

/** Whether the image is a sidecar by trade: proxies, log forwarders, secret agents, collectors. */
export function isSidecarImage(image: string): boolean {
  return sidecarImage.test(imageName(image));
}

/** Whether the image is known to know nothing of any application's domain. */
export function isInfrastructureImage(image: string): boolean {
  return isSidecarImage(image) || infrastructureImage.test(imageName(image));
}
