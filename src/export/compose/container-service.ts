import type { Container, Pod, Resources, RestartPolicy } from '../../pod/model.ts';
import { withPodFields } from '../../pod/pod-fields.ts';
import { serviceKey } from '../../pod/service.ts';
import { buildSection } from './build.ts';
import { modeOf } from './configs.ts';
import { developOf } from './develop.ts';
import { engineFields } from './engine-fields.ts';
import { healthcheck, healthcheckOfImage } from './healthcheck.ts';
import { isProfile, lostOf } from './lost.ts';
import { modelsFor } from './provided.ts';
import { dependsOn, type ExportedService, type Gate, given } from './service.ts';
import type { ExportContext } from './settings.ts';
import { mountOf, singleFile, tmpfsOf } from './volumes.ts';

/** A container of a pod as a service in the network of the pod. `gates` is what it waits for. */
export function containerService(
  pod: Pod,
  wanted: Container,
  gates: readonly Gate[],
  context: ExportContext,
): ExportedService {
  const pause = context.names.pause(pod);
  // Addresses are known only when the pods run; names lead there.
  const services = (pod.services ?? []).map((one) => [`service.${serviceKey(one)}`, one.name]);
  const container = withPodFields(wanted, {
    ...Object.fromEntries(services),
    'status.podIP': pause,
    'status.hostIP': HOST,
  });
  const fields = given({
    image: container.image,
    build: buildSection(container.engine?.build, context.secrets),
    pull_policy: pullPolicyOf(container),
    network_mode: `service:${pause}`,
    ipc: `service:${pause}`,
    pid: pod.shareProcessNamespace ? `service:${pause}` : undefined,
    entrypoint: container.command,
    command: container.args,
    working_dir: container.workingDir,
    environment: environmentOf(container),
    user: userOf(container, pod),
    group_add: [...groupsOf(pod), ...(container.engine?.groups ?? [])],
    ...securityOf(container),
    ...resourcesOf(container.resources),
    ...mountsOf(pod, container, context),
    healthcheck: healthOf(container),
    post_start: hookOf(container.postStart),
    pre_stop: hookOf(container.preStop),
    restart: restartOf(container, pod.restartPolicy),
    stop_signal: container.stopSignal,
    stop_grace_period: `${pod.terminationGracePeriodSeconds}s`,
    stdin_open: container.stdin || undefined,
    tty: container.tty || undefined,
    models: modelsFor(pod, container.name),
    develop: developOf(container),
    depends_on: dependsOn(gates),
  });
  const name = context.names.container(pod, container.name);
  // An engine option takes the entry point of the image away; a command of the pod counts before it.
  const entrypoint = container.command?.length ? { entrypoint: container.command } : {};
  const all = { ...fields, ...engineFields(container.engine ?? {}), ...entrypoint };
  return { name, fields: all, lost: lostOf(pod, wanted) };
}

const HOST = 'host.docker.internal';

function pullPolicyOf({ imagePullPolicy, engine }: Container): string | undefined {
  if (engine?.build?.always) return 'build';
  return { Always: 'always', Never: 'never', IfNotPresent: undefined }[imagePullPolicy];
}

function environmentOf({ env }: Container): Readonly<Record<string, string>> {
  return Object.fromEntries(env.flatMap((one) => ('value' in one ? [[one.name, one.value]] : [])));
}

/** The proxy runs under the ids that the rules exempt, whatever its image says. */
function userOf(container: Container, { capture, securityContext }: Pod): string | undefined {
  if (capture && capture.mode !== 'NONE' && capture.proxy === container.name)
    return `${capture.proxyUid}:${capture.proxyGid}`;
  const user = container.securityContext.runAsUser ?? securityContext.runAsUser;
  const group = container.securityContext.runAsGroup ?? securityContext.runAsGroup;
  if (user === undefined && group === undefined) return container.engine?.user;
  return group === undefined ? String(user) : `${user ?? 0}:${group}`;
}

function groupsOf({ securityContext: { supplementalGroups, fsGroup } }: Pod): readonly string[] {
  const groups = fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup];
  return [...new Set(groups)].map(String);
}

function securityOf({ securityContext, engine }: Container): Readonly<Record<string, unknown>> {
  const locked = securityContext.allowPrivilegeEscalation ? [] : ['no-new-privileges'];
  return {
    cap_add: securityContext.capabilitiesAdd,
    cap_drop: securityContext.capabilitiesDrop,
    read_only: securityContext.readOnlyRootFilesystem || undefined,
    security_opt: [...locked, ...(engine?.securityOptions ?? []).filter((one) => !isProfile(one))],
  };
}

function resourcesOf({ memoryBytes, nanoCpus, cpuShares }: Resources): Readonly<Record<string, unknown>> {
  return {
    mem_limit: memoryBytes,
    // As in a cluster, a limit leaves no swap.
    memswap_limit: memoryBytes,
    cpus: nanoCpus === undefined ? undefined : nanoCpus / 1e9,
    cpu_shares: cpuShares,
  };
}

function mountsOf(
  pod: Pod,
  container: Container,
  { names, configs }: ExportContext,
): Readonly<Record<string, unknown>> {
  const volumes: unknown[] = [];
  const files: unknown[] = [];
  const tmpfs: string[] = [];
  for (const mount of container.volumeMounts) {
    const volume = pod.volumes.find(({ name }) => name === mount.name);
    if (volume === undefined) continue;
    const file = singleFile(container, mount, volume);
    const own = tmpfsOf(mount, volume);
    if (own !== undefined) tmpfs.push(own);
    else if (file === undefined) volumes.push(mountOf(pod, mount, volume, names));
    else {
      const source = configs.add(`${pod.name}-${volume.name}`, file.content);
      const { uid, gid } = volume.engine ?? {};
      const whose = given({ uid: uid?.toString(), gid: gid?.toString() });
      files.push({ source, target: mount.mountPath, ...whose, mode: modeOf(file) });
    }
  }
  return { volumes, tmpfs, configs: files };
}

/** A command that asks: of a sidecar its start, which others wait for, of an app whether it may be used. */
function healthOf(container: Container): Readonly<Record<string, unknown>> | undefined {
  const { role, startupProbe, readinessProbe } = container;
  const probe = role === 'sidecar' ? (startupProbe ?? readinessProbe) : (readinessProbe ?? startupProbe);
  if (probe === undefined) return healthcheckOfImage(container.engine?.imageHealthcheck);
  if (probe.handler.type !== 'exec') return undefined;
  const { startPeriodSeconds = 0 } = container.engine ?? {};
  const initialDelaySeconds = probe.initialDelaySeconds + startPeriodSeconds;
  return healthcheck(['CMD', ...probe.handler.command], { ...probe, initialDelaySeconds });
}

function hookOf(hook: Container['postStart']): readonly unknown[] {
  if (hook?.type === 'execs')
    return hook.steps.map(({ command, user, workingDir, env }) => ({
      command: [...command],
      ...(user !== undefined && { user }),
      ...(workingDir !== undefined && { working_dir: workingDir }),
      ...(env && { environment: [...env] }),
    }));
  return hook?.type === 'exec' ? [{ command: [...hook.command] }] : [];
}

function restartOf({ role, restartPolicy, engine }: Container, ofPod: RestartPolicy): string | undefined {
  if (role === 'sidecar') return 'always';
  const policy = restartPolicy ?? ofPod;
  if (policy === 'Never') return undefined;
  if (role !== 'init' && policy !== 'OnFailure') return 'always';
  return engine?.restartLimit === undefined ? 'on-failure' : `on-failure:${engine.restartLimit}`;
}
