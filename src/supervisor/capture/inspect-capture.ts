import type { Backend } from '../../capture/backends/backend-name.ts';
import { listingReads, parseListings } from '../../capture/backends/listing.ts';
import type { Listing } from '../../capture/backends/loaded.ts';
import { type CapturePlan, capturePlan } from '../../capture/backends/plan.ts';
import { appliedBackend, backendsWithRules } from '../../capture/check/applied-backend.ts';
import { type Conflict, conflicts, resolvConfStep } from '../../capture/check/conflicts.ts';
import { type RuleCounter, ruleCounters } from '../../capture/check/counters.ts';
import { type Drift, drift } from '../../capture/check/drift.ts';
import { type Alarm, listenerAlarms, listenersStep, parseListeners } from '../../capture/check/listeners.ts';
import { surroundingsDrift, surroundingsStep } from '../../capture/check/surroundings-drift.ts';
import { interpretValidation, validation } from '../../capture/check/validate.ts';
import { type Proof, type Verification, verification } from '../../capture/check/verify.ts';
import { type Flow, parseFlows } from '../../capture/explain/flows.ts';
import { capturePolicy } from '../../capture/policy/policy.ts';
import type { CaptureOptions, IpFamily, Pod } from '../../pod/model.ts';
import type { RunStep } from '../run-step.ts';

/** What is on in a pod's namespace, read from the kernel. */
export interface CaptureView {
  readonly on: boolean;
  /** The backend with which capture was applied; absent when no rule of ours is loaded. */
  readonly backend?: Backend;
  /** In the order in which packets meet them. */
  readonly rules: readonly RuleCounter[];
  readonly drift: readonly Drift[];
  readonly conflicts: readonly Conflict[];
  readonly alarms: readonly Alarm[];
}

/** What a supervisor remembers of the rules that it has applied. */
export interface AppliedCapture {
  /** Absent when it was not this process that applied them: the kernel's rules tell then. */
  readonly backend?: Backend;
  /** Address families that are not to be missed, because their rules could not be loaded. */
  readonly unloaded?: ReadonlySet<IpFamily>;
}

interface DeclaredPorts {
  /** TCP ports that the app's containers declare. */
  readonly declared?: readonly number[];
}

/** The ports of a pod's app containers; the proxy's own are no ports of the app. */
export function declaredPorts({ containers, capture }: Pod): readonly number[] {
  return containers
    .filter(({ name }) => name !== capture?.proxy)
    .flatMap(({ ports }) => ports)
    .filter(({ protocol }) => protocol === 'TCP')
    .map(({ containerPort }) => containerPort);
}

/** Compares what is loaded in the pod's namespace with what was applied. */
export async function inspectCapture(
  options: CaptureOptions,
  run: RunStep,
  { backend: known, unloaded = new Set(), declared = [] }: AppliedCapture & DeclaredPorts = {},
): Promise<CaptureView> {
  const policy = capturePolicy(options);
  const surroundings = surroundingsStep(policy);
  const [listings, resolvConf, sockets, prepared] = await Promise.all([
    readListings(run),
    run(resolvConfStep),
    run(listenersStep),
    surroundings && run(surroundings),
  ]);
  const backend = known ?? appliedBackend(policy, listings);
  if (!backend) return { on: false, rules: [], drift: [], conflicts: [], alarms: [] };
  const plan = capturePlan(policy, backend);
  const expected = listings.filter(({ family }) => family === 'both' || !unloaded.has(family));
  const families = policy.families.filter((family) => !unloaded.has(family));
  return {
    on: backendsWithRules(listings).includes(backend),
    backend,
    rules: ruleCounters(plan.rules, listings),
    drift: [...drift(plan, expected), ...surroundingsDrift({ ...policy, families }, prepared?.stdout ?? '')],
    conflicts: conflicts({ plan, policy, listings, resolvConf: resolvConf.stdout }),
    alarms: listenerAlarms(policy, parseListeners(sockets.stdout), declared),
  };
}

/** The backends that hold rules of ours, whoever put them there. */
export async function loadedBackends(run: RunStep): Promise<readonly Backend[]> {
  return backendsWithRules(await readListings(run));
}

export async function readListings(run: RunStep): Promise<readonly Listing[]> {
  const reads = listingReads();
  return parseListings(reads, await Promise.all(reads.map(({ step }) => run(step))));
}

/** What is loaded, in the tools' own words, for the one who wants to read it. */
export async function rawRules(run: RunStep, plan: Pick<CapturePlan, 'backend'>): Promise<string> {
  const reads = listingReads().filter(({ backend }) => backend === plan.backend);
  const results = await Promise.all(
    reads.map(({ step }) =>
      run(step.argv[0] === 'nft' ? { ...step, argv: ['nft', 'list', 'ruleset'] } : step),
    ),
  );
  return results.map(({ stdout }) => stdout).join('');
}

/** Open connections with their original destination, from the kernel's connection tracking. */
export async function listFlows(options: CaptureOptions, run: RunStep): Promise<readonly Flow[]> {
  const families = ['ipv4', 'ipv6'] as const;
  const results = await Promise.all([
    run({ argv: ['ip', '-o', 'address'], purpose: 'see the pod’s own addresses', optional: true }),
    ...families.map((family) =>
      run({
        argv: ['conntrack', '-L', '-f', family, '-o', 'extended'],
        purpose: `read the open ${family} connections`,
        optional: true,
      }),
    ),
  ]);
  const [addresses, ...listings] = results;
  const own = [...addresses!.stdout.matchAll(/ inet6? ([^/ ]+)/g)].map(([, address]) => address!);
  return parseFlows(listings.map(({ stdout }) => stdout).join('\n'), capturePolicy(options), own);
}

/** Proves from inside that capture is on, in every address family that the pod has, with a token that nobody can guess. */
export async function verifyCapture(
  options: CaptureOptions,
  run: RunStep,
  token: string,
): Promise<Verification> {
  const policy = capturePolicy(options);
  const view = await inspectCapture(options, run);
  const proofs: Proof[] = [];
  // One after the other: where the proxy is not up, each listens on its port.
  for (const family of policy.families) {
    const check = validation(policy, token, [family]);
    proofs.push(
      check ? { family, result: interpretValidation(policy, check, await run(check.step)) } : { family },
    );
  }
  return verification(policy, view.on ? view.drift : [allGone], proofs);
}

const allGone: Drift = {
  kind: 'missing',
  message: 'no capture rule is loaded: capture is off, or the rules are gone',
};
