import { allContainers, sidecars } from '../pod/containers.ts';
import { about, lasting, type Rule } from './finding.ts';
import { sleepSeconds } from './words.ts';

/** The kernel gives PID 1 no default action for SIGTERM, and a shell that waits for a child handles none. */
export const shellAsFirstProcess: Rule = {
  code: 'shell-as-first-process',
  level: 'warning',
  title: 'A shell as the first process ignores SIGTERM',
  check: (pod) =>
    lasting(pod)
      .filter(({ command = [], args = [] }) => isDeafShell([...command, ...args]))
      .map(({ name }) =>
        about(
          pod,
          name,
          `${name} runs a shell as its first process, which ignores SIGTERM: stopping it takes the whole grace period`,
          'Begin its last command with exec, or set a trap for TERM and wait for the child.',
        ),
      ),
};

function isDeafShell(words: readonly string[]): boolean {
  const [shell = '', ...rest] = words;
  if (!/(?:^|\/)(?:sh|bash|dash|ash)$/.test(shell)) return false;
  const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = flag < 0 ? undefined : rest[flag + 1];
  return script !== undefined && !/\btrap\b|\bexec\b/.test(script) && /[;&\n]|\bwhile\b/.test(script);
}

/** Istio#60649: the hooks of all containers run at the moment that termination begins; only the signal is ordered. */
export const preStopOfSidecar: Rule = {
  code: 'sidecar-pre-stop',
  level: 'warning',
  title: 'A preStop hook ends a sidecar while the app still works',
  check: (pod) =>
    sidecars(pod)
      .filter(({ preStop }) => preStop !== undefined && preStop.type !== 'sleep')
      .map(({ name }) =>
        about(
          pod,
          name,
          `the preStop hook of sidecar ${name} runs at once when the pod is to end, while the app still works`,
          'Leave what stops its service to its stop signal, which comes after the app has ended.',
        ),
      ),
};

/** The hook and the signal share one grace period; a container gets two seconds more when it is over (the kubelet's killContainer). */
export const sleepEatsGrace: Rule = {
  code: 'sleep-eats-grace',
  level: 'warning',
  title: 'A preStop hook sleeps through the grace period',
  check: (pod) =>
    allContainers(pod).flatMap(({ name, preStop }) => {
      const grace = pod.terminationGracePeriodSeconds;
      const seconds =
        preStop?.type === 'sleep'
          ? preStop.seconds
          : preStop?.type === 'exec'
            ? sleepSeconds(preStop.command)
            : undefined;
      if (seconds === undefined || seconds < grace) return [];
      return [
        about(
          pod,
          name,
          `the preStop hook of ${name} sleeps ${seconds} s of a grace period of ${grace} s: two seconds are left for the rest`,
          'Raise terminationGracePeriodSeconds, or sleep less.',
          'lifecycle',
        ),
      ];
    }),
};
