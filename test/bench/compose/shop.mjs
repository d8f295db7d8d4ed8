/** The services, each of which waits until the one before it is healthy. */
const names = ['database', 'stock', 'orders', 'basket', 'page'];

/** The last of the chain; when it is ready, all are. */
export const last = names.at(-1);

const image = 'outrider/demo:0.1';

/**
 * The shop as one Compose file, which both ways read: five web services in a chain of `service_healthy`. JSON is YAML.
 *
 * @param interval how often a health check is asked, such as `1s`.
 */
export function shopFile(interval) {
  const services = names.map((name, index) => {
    const before = names[index - 1];
    const service = {
      image,
      command: ['server'],
      stop_grace_period: '1s',
      healthcheck: {
        test: ['CMD', 'curl', '--silent', '--fail', '--output', '/dev/null', 'http://127.0.0.1:8080/healthz'],
        interval,
        timeout: '2s',
        retries: 60,
      },
      ...(before && { depends_on: { [before]: { condition: 'service_healthy' } } }),
    };
    return [name, service];
  });
  return JSON.stringify({ services: Object.fromEntries(services) });
}
