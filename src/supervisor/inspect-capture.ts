import type { Backend } from '../capture/backend-name.ts';
import { type Conflict, conflicts, resolvConfStep } from '../capture/conflicts.ts';
import { type RuleCounter, ruleCounters } from '../capture/counters.ts';
import { type Drift, drift } from '../capture/drift.ts';
import { type Flow, parseFlows } from '../capture/flows.ts';
import { type Alarm, listenerAlarms, listenersStep, parseListeners } from '../capture/listeners.ts';
import { listingReads, parseListings } from '../capture/listing.ts';
import { captureChains, type Listing } from '../capture/loaded.ts';
import { type CapturePlan, capturePlan } from '../capture/plan.ts';
import { capturePolicy } from '../capture/policy.ts';
import { interpretValidation, type ValidationResult, validation } from '../capture/validate.ts';
import type { CaptureOptions, IpFamily } from '../pod/model.ts';
import type { RunStep } from './run-step.ts';

/** What is on in a pod's namespace, read from the kernel. */
export interface CaptureView {
  readonly on: boolean;
  /** The backend that holds the rules; absent when capture is off. */
  readonly backend?: Backend;
  /** In the order in which packets meet them. */
  readonly rules: readonly RuleCounter[];
  readonly drift: readonly Drift[];
  readonly conflicts: readonly Conflict[];
  readonly alarms: readonly Alarm[];
}

/** @param unloaded address families that are not to be missed, because they could not be loaded. */
export async function inspectCapture(
  options: CaptureOptions,
  run: RunStep,
  unloaded: ReadonlySet<IpFamily> = new Set(),
): Promise<CaptureView> {
  const policy = capturePolicy(options);
  const [listings, resolvConf, sockets] = await Promise.all([
    readListings(run),
    run(resolvConfStep),
    run(listenersStep),
  ]);
  const backend = backendsIn(listings)[0];
  if (!backend) return { on: false, rules: [], drift: [], conflicts: [], alarms: [] };
  const plan = capturePlan(policy, backend);
  return {
    on: true,
    backend,
    rules: ruleCounters(plan.rules, listings),
    drift: drift(
      plan,
      listings.filter(({ family }) => family === 'both' || !unloaded.has(family)),
    ),
    conflicts: conflicts({ plan, policy, listings, resolvConf: resolvConf.stdout }),
    alarms: listenerAlarms(policy, parseListeners(sockets.stdout)),
  };
}

/** The backends that hold rules of ours, whoever put them there. */
export async function loadedBackends(run: RunStep): Promise<readonly Backend[]> {
  return backendsIn(await readListings(run));
}

function backendsIn(listings: readonly Listing[]): readonly Backend[] {
  const found = listings.filter((listing) => captureChains(listing).length > 0);
  return [...new Set(found.map(({ backend }) => backend))];
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

/** Proves from inside that capture is on, with a token that nobody can guess. */
export async function verifyCapture(
  options: CaptureOptions,
  run: RunStep,
  token: string,
): Promise<ValidationResult> {
  const policy = capturePolicy(options);
  const check = validation(policy, token);
  if (!check)
    return { verdict: 'unknown', message: 'nothing outbound is captured that could be tried from inside' };
  return interpretValidation(policy, check, await run(check.step));
}
