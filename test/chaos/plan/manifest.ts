import type { ContainerPlan, Plan } from './plan.ts';
import { evidenceFolder, portOf, program, settingsOf } from './program.ts';

export const podName = 'pod';

/** The manifest of a plan's pod; JSON is YAML. @param evidence the folder on the host that the containers write to. */
export function manifestOf({ pod }: Plan, evidence: string): string {
  const [apps, inits] = split(pod.containers);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName },
    spec: {
      restartPolicy: pod.restartPolicy,
      terminationGracePeriodSeconds: pod.graceSeconds,
      initContainers: inits,
      containers: apps,
      volumes: [
        { name: 'evidence', hostPath: { path: evidence } },
        { name: 'work', emptyDir: {} },
      ],
    },
  });
}

function split(plans: readonly ContainerPlan[]): readonly [readonly object[], readonly object[]] {
  const all = plans.map((plan, index) => ({ role: plan.role, body: bodyOf(plan, index) }));
  return [
    all.filter(({ role }) => role === 'app').map(({ body }) => body),
    all.filter(({ role }) => role !== 'app').map(({ body }) => body),
  ];
}

function bodyOf(plan: ContainerPlan, index: number): object {
  return {
    name: plan.name,
    image: 'outrider/demo:0.1',
    command: ['python3', '-S', '-c', program],
    env: settingsOf(plan, index),
    volumeMounts: [
      { name: 'evidence', mountPath: evidenceFolder },
      { name: 'work', mountPath: '/work' },
    ],
    ...(plan.role === 'sidecar' ? { restartPolicy: 'Always' } : {}),
    ...probesOf(plan, index),
    ...(plan.preStopSeconds > 0
      ? { lifecycle: { preStop: { exec: { command: ['sleep', String(plan.preStopSeconds)] } } } }
      : {}),
  };
}

/** A sidecar holds the next one up until it has started; an app is ready when it listens. */
function probesOf({ role, probe }: ContainerPlan, index: number): object {
  if (probe === 'none') return {};
  const check =
    probe === 'tcp'
      ? { tcpSocket: { port: portOf(index) } }
      : { exec: { command: ['test', '-e', '/tmp/started'] } };
  const timing = { periodSeconds: 1, failureThreshold: 20, timeoutSeconds: 2 };
  return role === 'sidecar'
    ? { startupProbe: { ...check, ...timing } }
    : { readinessProbe: { ...check, ...timing } };
}
