/**
 * The pod that is brought up, the same in every way: two sidecars, the first of them the proxy that the capture rules
 * exempt, and one app. A sidecar is up some 100 ms after its process began and then answers its startup probe.
 */
export const image = 'outrider/demo:0.1';

export const proxyId = 1337;

/** The probes' ports are among those that capture leaves alone, as in a mesh. */
export const sidecars = [
  { name: 'first', port: 15020, user: proxyId },
  { name: 'second', port: 15021 },
];

export const app = { name: 'app', port: 8080 };

/** A web server as small as can be: what is measured is bringing it up. As PID 1 it has to listen to SIGTERM itself. */
const server = `
import signal, socket, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
time.sleep(0.1)
listener = socket.create_server(("", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    try:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
    except OSError:
        pass
    connection.close()
`;

export function command({ port }) {
  return ['python3', '-I', '-S', '-c', server, String(port)];
}

/** The pod as Outrider takes it. JSON is YAML. */
export function manifest() {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'bench',
      annotations: { 'outrider.dev/capture': `{proxy: ${sidecars[0].name}, backend: iptables}` },
    },
    spec: {
      terminationGracePeriodSeconds: 5,
      initContainers: sidecars.map((sidecar) => ({
        ...container(sidecar),
        restartPolicy: 'Always',
        startupProbe: { httpGet: { path: '/', port: sidecar.port }, periodSeconds: 1, failureThreshold: 60 },
      })),
      containers: [container(app)],
    },
  });
}

function container({ name, port, user }) {
  return {
    name,
    image,
    command: command({ port }),
    ...(user && { securityContext: { runAsUser: user, runAsGroup: user } }),
  };
}
