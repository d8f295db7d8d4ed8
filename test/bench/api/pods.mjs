/** Pods of four containers each that do nothing, as documents. */
export function sleepingPods(count) {
  const command = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done'];
  const container = (name) => ({ name, image: 'outrider/demo:0.1', command });
  const pods = Array.from({ length: count }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${at + 1}`, labels: { app: 'bench' } },
    spec: {
      terminationGracePeriodSeconds: 1,
      initContainers: [{ ...container('sidecar'), restartPolicy: 'Always' }],
      containers: ['one', 'two', 'three'].map(container),
    },
  }));
  return pods.map((pod) => JSON.stringify(pod)).join('\n---\n');
}
