import { DEFAULT_PROBE } from '../../../src/pod/defaults.ts';
import type { Container, Handler, Pod, Probe } from '../../../src/pod/model.ts';
import { container as completedContainer, pod as completedPod } from '../pods.ts';
import type { Check, ContainerPlan, HookPlan, HttpCall, PodPlan, ProbePlan } from './plan.ts';
import { checkScript, containerScript, hookScript, runsVolume } from './script.ts';

export interface Surroundings {
  readonly name: string;
  readonly image: string;
  readonly secondMs: number;
}

/** The pod that a plan describes, completed as a manifest would be. */
export function podOf(plan: PodPlan, { name, image, secondMs }: Surroundings): Pod {
  const containers = plan.containers.map((each) => containerOf(each, image, secondMs));
  return completedPod({
    name,
    restartPolicy: plan.restartPolicy,
    terminationGracePeriodSeconds: plan.grace ?? 30,
    ...(plan.deadline === undefined ? {} : { activeDeadlineSeconds: plan.deadline }),
    initContainers: containers.filter(({ role }) => role !== 'app'),
    containers: containers.filter(({ role }) => role === 'app'),
    volumes: [{ name: 'runs', type: 'emptyDir', medium: 'disk' }],
  });
}

function containerOf(plan: ContainerPlan, image: string, secondMs: number): Container {
  const { name, role, startup, liveness, readiness, postStart, preStop, restartPolicy, stopSignal } = plan;
  const policy = role === 'sidecar' ? 'Always' : restartPolicy;
  return completedContainer({
    name,
    role,
    image: plan.image ?? image,
    command: plan.cannotStart ? ['/nowhere'] : ['sh', '-c', containerScript(plan, secondMs)],
    volumeMounts: [{ name: 'runs', mountPath: runsVolume, readOnly: false }],
    ...(startup && { startupProbe: probeOf(`${name} startup`, startup, secondMs) }),
    ...(liveness && { livenessProbe: probeOf(`${name} liveness`, liveness, secondMs) }),
    ...(readiness && { readinessProbe: probeOf(`${name} readiness`, readiness, secondMs) }),
    ...(postStart && { postStart: hookOf(`${name} postStart`, 'postStart', postStart, secondMs) }),
    ...(preStop && { preStop: hookOf(`${name} preStop`, 'preStop', preStop, secondMs) }),
    ...(stopSignal && { stopSignal }),
    ...(policy && { restartPolicy: policy }),
    ...(plan.terminationMessagePath && { terminationMessagePath: plan.terminationMessagePath }),
    ...(plan.fallsBackToLog && { terminationMessagePolicy: 'FallbackToLogsOnError' }),
    restartPolicyRules: plan.rules ?? [],
  });
}

function probeOf(words: string, plan: ProbePlan, secondMs: number): Probe {
  return {
    handler: handlerOf(words, plan.check, secondMs),
    initialDelaySeconds: plan.delay ?? 0,
    timeoutSeconds: plan.timeout ?? 5,
    periodSeconds: plan.period ?? DEFAULT_PROBE.periodSeconds,
    successThreshold: plan.successes ?? 1,
    failureThreshold: plan.failures ?? DEFAULT_PROBE.failureThreshold,
    ...(plan.grace === undefined ? {} : { terminationGracePeriodSeconds: plan.grace }),
  };
}

function handlerOf(words: string, check: Check, secondMs: number): Handler {
  switch (check.by) {
    case 'http':
      return httpGet(check);
    case 'tcp':
      return { type: 'tcpSocket', port: check.port };
    case 'grpc':
      return { type: 'grpc', port: check.port, service: '' };
    default:
      return { type: 'exec', command: ['sh', '-c', checkScript(words, check, secondMs)] };
  }
}

function hookOf(words: string, hook: 'postStart' | 'preStop', plan: HookPlan, secondMs: number): Handler {
  if (plan.by === 'http') return httpGet(plan);
  if (plan.by === 'sleep') return { type: 'sleep', seconds: plan.seconds };
  return { type: 'exec', command: ['sh', '-c', hookScript(words, hook, plan, secondMs)] };
}

function httpGet({ port, path, secure }: HttpCall): Handler {
  return { type: 'httpGet', port, path, scheme: secure ? 'HTTPS' : 'HTTP', headers: [] };
}
