/** Lines of 40 bytes, in bursts of a hundredth of a second, at the rate that was asked for. */
const flood = `
import os, sys, time
rate = int(sys.argv[1])
number, begin = 0, time.monotonic()
while True:
    due = int((time.monotonic() - begin) * rate)
    data = b''.join(b'line %034d\\n' % (number + i) for i in range(min(due - number, 20000)))
    number += len(data) // 40
    while data:
        data = data[os.write(1, data):]
    time.sleep(0.01)
`;

/** The manifest of a pod of one app; JSON is YAML. */
export function floodingPod(rate) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'flood' },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'app',
          image: 'outrider/demo:0.1',
          command: ['python3', '-S', '-c', flood, String(rate)],
        },
      ],
    },
  });
}
