import type { Container, Pod } from '../../pod/model.ts';
import { isNetworkHandler } from './probe-command.ts';
import { singleFile } from './volumes.ts';

/** What Compose cannot do for a container, each in a sentence. */
export function lostOf(pod: Pod, container: Container): readonly string[] {
  return [
    ...probes(container),
    ...hooks(container),
    ...variables(pod, container),
    ...mounts(pod, container),
    ...(container.engine?.securityOptions?.some(isProfile)
      ? ['Its seccomp profile: write it into a file, and name that with `security_opt: [seccomp:FILE]`.']
      : []),
    ...(container.restartPolicyRules.length > 0 ? ['Its restart rules by exit code are not followed.'] : []),
  ];
}

/** Whether an option is the text of a seccomp profile, which Compose reads from a file. */
export function isProfile(option: string): boolean {
  return option.startsWith('seccomp={');
}

function probes({ role, startupProbe, readinessProbe, livenessProbe }: Container): readonly string[] {
  const both = startupProbe && readinessProbe;
  const isAsked = role === 'sidecar' ? startupProbe : readinessProbe;
  const hidden = role === 'sidecar' ? 'readiness' : 'startup';
  const isOne = both && [startupProbe, readinessProbe].every(({ handler }) => !isNetworkHandler(handler));
  return [
    ...(livenessProbe
      ? ['Its liveness probe is not asked: nothing that is unhealthy is started again.']
      : []),
    ...(isOne && isAsked ? [`Its ${hidden} probe is not asked: a service has one health check.`] : []),
  ];
}

function hooks({ postStart, preStop }: Container): readonly string[] {
  const isCommand = (hook: Container['postStart']): boolean =>
    hook?.type === 'exec' || hook?.type === 'execs';
  const lost = Object.entries({ postStart, preStop }).filter(([, hook]) => hook && !isCommand(hook));
  return lost.map(([name, hook]) => `Its ${name} hook (${hook!.type}) is not run: only commands are.`);
}

function variables({ name }: Pod, { env }: Container): readonly string[] {
  return env.flatMap((one) =>
    'podField' in one && one.podField === 'status.podIP'
      ? [`${one.name} is the name ${name}, as the address is known only when it runs.`]
      : [],
  );
}

function mounts(pod: Pod, container: Container): readonly string[] {
  return container.volumeMounts.flatMap((mount) => {
    const { name, subPath } = mount;
    const volume = pod.volumes.find((one) => one.name === name);
    if (volume === undefined || volume.type === 'hostPath' || subPath === undefined) return [];
    if (singleFile(container, mount, volume) !== undefined) return [];
    return [`A part of the volume ${name} is mounted, which needs an engine of version 26 or later.`];
  });
}
