import { backendOrder } from '../../capture/backends/backend.ts';
import { type Backend, servicesChain, servicesTable } from '../../capture/backends/backend-name.ts';
import { readsOf } from '../../capture/backends/listing.ts';
import { describeFailure, type Step, type StepResult } from '../../capture/backends/step.ts';
import { forgetSteps } from '../../services/forget-step.ts';
import { hostsCheckStep, hostsMark, hostsStep } from '../../services/hosts-step.ts';
import { iptablesCheckStep, iptablesStep } from '../../services/iptables.ts';
import type { HostsLine } from '../../services/names.ts';
import { nftablesCheckStep, nftablesStep } from '../../services/nftables.ts';
import type { Place, Route } from '../../services/routes.ts';
import { zoneCheckStep, zoneStep } from '../../services/zone-step.ts';
import type { RunStep } from '../run-step.ts';

/** What a pod's namespace is to know of Services. */
export interface ServicePlan {
  readonly routes: readonly Route[];
  readonly hosts: readonly HostsLine[];
  /** The records of DNS; see `zoneOf`. */
  readonly zone: readonly string[];
}

/** A plan, and the same in one text, by which plans are compared. */
export interface Planned {
  readonly plan: ServicePlan;
  readonly text: string;
}

/** Loads plans into one namespace. */
export interface ServiceLoader {
  /** @throws Error with one sentence for a person when the kernel or its tools refuse. */
  load(plan: ServicePlan): Promise<void>;
  /** Whether there is nothing of Services in the namespace. Another run may have left some. */
  isBare(): Promise<boolean>;
  /** Whether everything is as the last plan was loaded. */
  intact(): Promise<boolean>;
}

export function createServiceLoader(run: RunStep, place: Place = 'pod'): ServiceLoader {
  let backend: Backend | undefined;
  let loaded: { readonly rules: string; readonly hosts: string; readonly names: string } | undefined;
  let hasNames = false;
  return {
    async load({ routes, hosts, zone }) {
      loaded = undefined;
      hasNames ||= zone.length > 0;
      const [hostsNow, ruled, names] = await Promise.all([
        must(run, hostsStep(hosts)),
        loadRules(run, backend, routes, place),
        hasNames ? must(run, zoneStep(zone)) : undefined,
      ]);
      backend = ruled.backend;
      loaded = { rules: ruled.listing, hosts: hostsNow.stdout, names: names?.stdout ?? '' };
      for (const step of forgetSteps(routes)) await run(step);
    },
    async isBare() {
      return (await run(traceStep)).stdout.trim() === '0';
    },
    async intact() {
      if (!loaded || !backend) return false;
      const [rules, hosts, names] = await Promise.all(
        [checkStep(backend), hostsCheckStep, ...(hasNames ? [zoneCheckStep] : [])].map(run),
      );
      return (
        rules?.stdout === loaded.rules &&
        hosts?.stdout === loaded.hosts &&
        (names?.stdout ?? '') === loaded.names
      );
    },
  };
}

/** Counts what is there of Services. Without a table's name, legacy iptables lists only tables that are there. */
const traceStep: Step = {
  argv: [
    'sh',
    '-c',
    `{ cat /etc/hosts; iptables-nft-save; iptables-legacy-save; nft list tables ip; } 2>/dev/null |
      grep -c -e '${hostsMark}' -e '${servicesChain}' -e '${servicesTable}'`,
  ],
  purpose: 'look for Services of another run',
};

/** The backend is chosen by trial, in the order in which capture chooses its own, and kept. */
async function loadRules(
  run: RunStep,
  known: Backend | undefined,
  routes: readonly Route[],
  place: Place,
): Promise<{ readonly backend: Backend; readonly listing: string }> {
  const order = known ? [known] : backendOrder('auto', await legacyListing(run));
  const failures: string[] = [];
  for (const backend of order) {
    const step = loadStep(backend, routes, place);
    const result = await run(step);
    if (result.exitCode === 0) return { backend, listing: result.stdout };
    failures.push(describeFailure(step, result));
  }
  throw new Error(failures.join(' · '));
}

/** Of the tables that are there: asking for one by name would make it. */
async function legacyListing(run: RunStep): Promise<string> {
  return (await run(readsOf('iptables-legacy')[0]!.step)).stdout;
}

function loadStep(backend: Backend, routes: readonly Route[], place: Place): Step {
  return backend === 'nftables' ? nftablesStep(routes, place) : iptablesStep(backend, routes, place);
}

function checkStep(backend: Backend): Step {
  return backend === 'nftables' ? nftablesCheckStep : iptablesCheckStep(backend);
}

async function must(run: RunStep, step: Step): Promise<StepResult> {
  const result = await run(step);
  if (result.exitCode !== 0) throw new Error(describeFailure(step, result));
  return result;
}
