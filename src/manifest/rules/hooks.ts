import { DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS } from '../../pod/defaults.ts';
import { error, type Path, type Problem, warning } from '../problem.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { HookInput } from '../schema/handler.ts';
import type { PodSource } from '../sources.ts';
import { oneHandler, unresolvedPort } from './probes.ts';
import { forEachContainer, type PodRule } from './rule.ts';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;
const HOOKS = ['postStart', 'preStop'] as const;

/** kubernetes `pkg/apis/core/validation`, validateInitContainers. */
export const plainInitHasNoHooks: PodRule = forEachContainer(({ container, path, role }) =>
  role === 'init' && container.lifecycle && Object.keys(container.lifecycle).length > 0
    ? [
        error('init-container-hook', [...path, 'lifecycle'], 'a plain init container has no hooks', {
          on: 'key',
          hint: 'a sidecar has: it is an init container with `restartPolicy: Always`, which is missing here',
        }),
      ]
    : [],
);

export const hookHasOneHandler: PodRule = eachHook((hook, path) => oneHandler(hook, HANDLERS, path));

/** Accepted for old manifests' sake, and never run (core/v1 LifecycleHandler.tcpSocket). */
export const tcpHooksFail: PodRule = eachHook((hook, path) =>
  hook.tcpSocket
    ? [
        warning('hook-handler', [...path, 'tcpSocket'], 'is accepted, and fails when it runs', {
          on: 'key',
          hint: 'use exec or httpGet',
        }),
      ]
    : [],
);

export const hookPortsResolve: PodRule = eachHook((hook, path, container) =>
  unresolvedPort(hook.httpGet?.port, container, [...path, 'httpGet', 'port']),
);

/** kubernetes `pkg/apis/core/validation`, validateSleepAction. */
export const sleepFitsIntoGrace: PodRule = eachHook((hook, path, _, { spec }) => {
  const grace = spec.terminationGracePeriodSeconds ?? DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS;
  if (hook.sleep === undefined || hook.sleep.seconds <= grace) return [];
  const message = `${hook.sleep.seconds} s is longer than the pod’s grace period of ${grace} s`;
  return [error('hook-handler', [...path, 'sleep', 'seconds'], message)];
});

/** KEP-4960: the API server must know whose signal names these are. */
export const stopSignalNeedsSystem: PodRule = forEachContainer(({ container, path }, { spec }) =>
  container.lifecycle?.stopSignal !== undefined && spec.os?.name === undefined
    ? [
        warning(
          'stop-signal',
          [...path, 'lifecycle', 'stopSignal'],
          'a cluster refuses it without `spec.os.name`',
          { on: 'key', hint: 'add `os: {name: linux}` to the spec' },
        ),
      ]
    : [],
);

function eachHook(
  check: (hook: HookInput, path: Path, container: ContainerInput, pod: PodSource) => readonly Problem[],
): PodRule {
  return forEachContainer(({ container, path, role }, pod) =>
    role === 'init'
      ? []
      : HOOKS.flatMap((name) => {
          const hook = container.lifecycle?.[name];
          return hook ? check(hook, [...path, 'lifecycle', name], container, pod) : [];
        }),
  );
}
