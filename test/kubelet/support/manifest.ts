import type { Container, Handler, Pod, Probe } from '../../../src/pod/model.ts';

/** A pod of the scenarios as the API server takes it; only the fields that scenarios use. */
export function manifestOf(pod: Pod, namespace: string): object {
  const hasStopSignal = [...pod.initContainers, ...pod.containers].some(({ stopSignal }) => stopSignal);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod.name, namespace },
    spec: {
      nodeName: 'judge',
      restartPolicy: pod.restartPolicy,
      terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
      ...(pod.activeDeadlineSeconds === undefined
        ? {}
        : { activeDeadlineSeconds: pod.activeDeadlineSeconds }),
      ...(hasStopSignal ? { os: { name: 'linux' } } : {}),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      initContainers: pod.initContainers.map(containerOf),
      containers: pod.containers.map(containerOf),
      volumes: pod.volumes.map(({ name }) => ({ name, emptyDir: {} })),
    },
  };
}

function containerOf(container: Container): object {
  const { terminationMessagePath: path, terminationMessagePolicy: policy } = container;
  const { startupProbe, livenessProbe, readinessProbe, postStart, preStop, stopSignal } = container;
  const rules = container.restartPolicyRules.map(({ action, operator, exitCodes }) => ({
    action,
    exitCodes: { operator, values: exitCodes },
  }));
  return {
    name: container.name,
    image: container.image,
    imagePullPolicy: 'IfNotPresent',
    command: container.command,
    volumeMounts: container.volumeMounts.map(({ name, mountPath }) => ({ name, mountPath })),
    ...(path && { terminationMessagePath: path }),
    ...(policy && { terminationMessagePolicy: policy }),
    ...(container.restartPolicy && { restartPolicy: container.restartPolicy }),
    ...(rules.length > 0 && { restartPolicyRules: rules }),
    ...(startupProbe && { startupProbe: probeOf(startupProbe) }),
    ...(livenessProbe && { livenessProbe: probeOf(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: probeOf(readinessProbe) }),
    ...((postStart || preStop || stopSignal) && {
      lifecycle: {
        ...(postStart && { postStart: handlerOf(postStart) }),
        ...(preStop && { preStop: handlerOf(preStop) }),
        ...(stopSignal && { stopSignal }),
      },
    }),
  };
}

function probeOf({ handler, ...times }: Probe): object {
  return { ...handlerOf(handler), ...times };
}

function handlerOf({ type, ...rest }: Handler): object {
  if (type !== 'httpGet') return { [type]: rest };
  const { headers: _, ...call } = rest as { readonly headers?: unknown };
  return { httpGet: call };
}
