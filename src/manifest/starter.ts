/** What a first manifest is to have. */
interface StarterOptions {
  /** The pod's name: a DNS label. */
  readonly name: string;
  /** The app's image; without one the pod runs Outrider's demo server, so that it works at once. */
  readonly image?: string;
}

/** A pod that runs as it is, with a comment a line, for `outrider init`. */
export function starterManifest({ name, image }: StarterOptions): string {
  return `${head(name)}${image === undefined ? demo : appOf(image)}`;
}

const head = (
  name: string,
): string => `# A pod. "outrider up" runs it on this machine, "kubectl apply" on a cluster.
apiVersion: v1
kind: Pod
metadata:
  name: ${name} # other pods of the project reach this one under its name
spec:
  terminationGracePeriodSeconds: 10 # the containers have this long to stop, all together
`;

const demo = `  initContainers:
    - name: watcher
      image: outrider/demo:0.1
      restartPolicy: Always # makes an init container a sidecar: it starts before the app and stops after it
      command: [python3, -u, -c]
      args: # asks the app every two seconds: the containers of a pod share one network, so localhost is the app
        - |
          import signal, time, urllib.request
          signal.signal(signal.SIGTERM, lambda *_: exit(0))
          open("/tmp/started", "w").close()
          while True:
              try:
                  print("the app answers", urllib.request.urlopen("http://localhost:8080/").status)
              except OSError as error:
                  print("the app does not answer:", error)
              time.sleep(2)
      startupProbe: # the app starts when this has passed once
        exec: {command: [test, -f, /tmp/started]}
        periodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1 # your image goes here
      args: [server]
      ports:
        - {name: http, containerPort: 8080, hostPort: 8080} # hostPort: http://localhost:8080 on this machine
      readinessProbe: # the pod is ready while this passes
        httpGet: {path: /healthz, port: http}
        periodSeconds: 2
`;

const appOf = (image: string): string => `  containers:
    - name: app
      image: ${JSON.stringify(image)}
      # ports:
      #   - {name: http, containerPort: 8080, hostPort: 8080} # hostPort: http://localhost:8080 on this machine
      # readinessProbe: # the pod is ready while this passes
      #   httpGet: {path: /, port: http}
      # env:
      #   - {name: NAME, value: value}
  # initContainers: # sidecars; "outrider recipes" lists those that are ready, "outrider up FILE --with NAME" adds one
  #   - name: sidecar
  #     image: registry.example/sidecar:1
  #     restartPolicy: Always # makes an init container a sidecar: it starts before the app and stops after it
  #     startupProbe: {tcpSocket: {port: 9000}} # the app starts when this has passed once
`;
