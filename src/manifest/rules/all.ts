import type { Diagnostic } from '../diagnostic.ts';
import type { PodSource, Sources } from '../sources.ts';
import { apiIsReadable } from './api-access.ts';
import {
  captureIsReadable,
  captureNamesContainers,
  capturePortsDiffer,
  istioAnnotationsAreKnown,
  istioAnnotationsCount,
  istioInitIsLeftOut,
} from './capture.ts';
import { captureIdentityIsOwn, routeTableIsFree, tproxyIsPossible } from './capture-identity.ts';
import { dataIsSound } from './data.ts';
import { downwardFilesResolve, variablesHaveOneSource } from './downward.ts';
import { engineIsReadable, networkIsReadable, networksAgree } from './engine.ts';
import { expansionsFit } from './expansion.ts';
import {
  hookHasOneHandler,
  hookPortsResolve,
  plainInitHasNoHooks,
  sleepFitsIntoGrace,
  stopSignalNeedsSystem,
  tcpHooksFail,
} from './hooks.ts';
import {
  containerNamesDiffer,
  defaultContainerExists,
  hasAppContainer,
  portNamesDiffer,
  volumeNamesDiffer,
} from './names.ts';
import {
  dataNamesDiffer,
  endpointsHaveServices,
  jobsRunOnce,
  podNamesDiffer,
  servicesLeadToPods,
} from './objects.ts';
import { hostPortsDiffer } from './ports.ts';
import {
  oneSuccessIsEnough,
  plainInitHasNoProbes,
  probeHasOneHandler,
  probePortsResolve,
  readinessHasNoGrace,
} from './probes.ts';
import { providedIsReadable } from './provided.ts';
import { referencesResolve } from './references.ts';
import { memoryIsPlausible, requestsFitLimits, resourcesAreKnown } from './resources.ts';
import { jobsEnd, restartRulesHold, workloadsStayUp } from './restart.ts';
import { at, type PodRule, type SourcesRule } from './rule.ts';
import { nonRootIsNotRoot } from './security.ts';
import { servicePortsAreWhole } from './service-ports.ts';
import { mountPathsDiffer, mountsHaveVolumes, oneSubPath, volumesHaveOneSource } from './volumes.ts';
import { waitForIsPossible, waitForIsReadable, waitsEnd } from './wait-for.ts';

const POD_RULES: readonly PodRule[] = [
  hasAppContainer,
  containerNamesDiffer,
  volumeNamesDiffer,
  portNamesDiffer,
  defaultContainerExists,
  plainInitHasNoProbes,
  oneSuccessIsEnough,
  readinessHasNoGrace,
  probeHasOneHandler,
  probePortsResolve,
  plainInitHasNoHooks,
  hookHasOneHandler,
  tcpHooksFail,
  hookPortsResolve,
  sleepFitsIntoGrace,
  stopSignalNeedsSystem,
  mountsHaveVolumes,
  mountPathsDiffer,
  oneSubPath,
  volumesHaveOneSource,
  referencesResolve,
  variablesHaveOneSource,
  expansionsFit,
  downwardFilesResolve,
  jobsEnd,
  workloadsStayUp,
  restartRulesHold,
  resourcesAreKnown,
  requestsFitLimits,
  memoryIsPlausible,
  nonRootIsNotRoot,
  captureIsReadable,
  istioAnnotationsAreKnown,
  istioInitIsLeftOut,
  istioAnnotationsCount,
  captureNamesContainers,
  capturePortsDiffer,
  captureIdentityIsOwn,
  tproxyIsPossible,
  routeTableIsFree,
  engineIsReadable,
  networkIsReadable,
  waitForIsReadable,
  waitForIsPossible,
  providedIsReadable,
  apiIsReadable,
];

const SOURCES_RULES: readonly SourcesRule[] = [
  podNamesDiffer,
  dataNamesDiffer,
  hostPortsDiffer,
  servicePortsAreWhole,
  servicesLeadToPods,
  endpointsHaveServices,
  jobsRunOnce,
  waitsEnd,
  networksAgree,
  dataIsSound,
];

/** Everything that the rules have to say, about every pod and about what stands between them. */
export function checkRules(sources: Sources): readonly Diagnostic[] {
  return [
    ...firstOfEach(sources.pods).flatMap((pod) =>
      POD_RULES.flatMap((rule) => rule(pod, sources)).map((problem) => at(pod, problem)),
    ),
    ...SOURCES_RULES.flatMap((rule) => rule(sources)),
  ];
}

/** Replicas share their text, and so their problems: one of them stands for all. */
function firstOfEach(pods: readonly PodSource[]): readonly PodSource[] {
  return pods.filter(({ document }, index) => pods[index - 1]?.document !== document);
}
