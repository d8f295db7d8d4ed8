import type { Pod } from '../pod/model.ts';
import { businessLogic } from './business-rules.ts';
import { preStopOfSidecar, shellAsFirstProcess, sleepEatsGrace } from './end-rules.ts';
import type { Finding, LintFacts, Rule } from './finding.ts';
import { movingTag } from './image-rules.ts';
import {
  initBeforeProxy,
  proxyAmongApps,
  sidecarWithoutStartupProbe,
  startupDeadlock,
} from './order-rules.ts';
import { captureWithoutListener, livenessOfAnother, sharedPort } from './port-rules.ts';
import { bakedInSecret } from './secret-rules.ts';
import { proxyUser } from './uid-rules.ts';

export const rules: readonly Rule[] = [
  startupDeadlock,
  initBeforeProxy,
  sharedPort,
  proxyUser,
  captureWithoutListener,
  sidecarWithoutStartupProbe,
  proxyAmongApps,
  livenessOfAnother,
  preStopOfSidecar,
  sleepEatsGrace,
  shellAsFirstProcess,
  bakedInSecret,
  businessLogic,
  movingTag,
];

const nothingKnown: LintFacts = { userOf: () => undefined };

/** Returns what will hurt in valid pods: pods in file order, findings of a pod by their place in the file. */
export function lint(pods: readonly Pod[], facts: LintFacts = nothingKnown): readonly Finding[] {
  return pods.flatMap((pod) =>
    rules
      .flatMap(({ code, level, check }) =>
        check(pod, pods, facts).map((found): Finding => ({ code, level, pod: pod.name, ...found })),
      )
      .sort((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0)),
  );
}
