import type { Pod } from '../pod/model.ts';
import { preStopOfSidecar, shellAsFirstProcess, sleepEatsGrace } from './end-rules.ts';
import type { Finding, Rule } from './finding.ts';
import {
  initBeforeProxy,
  proxyAmongApps,
  sidecarWithoutStartupProbe,
  startupDeadlock,
} from './order-rules.ts';

export const rules: readonly Rule[] = [
  sidecarWithoutStartupProbe,
  startupDeadlock,
  initBeforeProxy,
  proxyAmongApps,
  shellAsFirstProcess,
  preStopOfSidecar,
  sleepEatsGrace,
];

/** What will hurt in pods that are valid, in file order of the pods. */
export function lint(pods: readonly Pod[]): readonly Finding[] {
  return pods.flatMap((pod) =>
    rules.flatMap(({ code, check }) => check(pod).map((finding) => ({ code, pod: pod.name, ...finding }))),
  );
}
