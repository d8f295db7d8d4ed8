import { randomBytes } from 'node:crypto';
import { counterAlarms } from '../../capture/check/alarms.ts';
import type { RuleCounter } from '../../capture/check/counters.ts';
import { countPhases, type Flow, openFirst } from '../../capture/explain/flows.ts';
import { statusInWords } from '../../capture/explain/status.ts';
import { serviceCounters } from '../../services/counters.ts';
import {
  type CaptureView,
  inspectCapture,
  listFlows,
  rawRules,
  readListings,
  verifyCapture,
} from '../../supervisor/capture/inspect-capture.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  type CaptureTarget,
  isCaptured,
  type NamespaceTarget,
  notAsked,
  withCaptured,
  withNamespaces,
} from '../find/capture-target.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { harmlessLines } from '../output/harmless.ts';
import { printTable } from '../output/table.ts';

export interface CaptureCommandOptions extends PodChoice {
  readonly host?: string;
  readonly output?: 'text' | 'json';
  readonly iptables?: boolean;
  readonly all?: boolean;
}

type Print = (target: CaptureTarget, options: CaptureCommandOptions) => Promise<number>;

/** `outrider capture status`: on or off, with which backend, and what works against it. */
export const status: Print = async (target, options) => {
  const { declared } = target;
  const found = await inspectCapture(target.options, target.run, { declared });
  // Counters begin when the rules are put on, so a loop since then shows at one look.
  const view = { ...found, alarms: [...found.alarms, ...counterAlarms(found.rules)] };
  if (options.output === 'json') json(target, view);
  else {
    const { backend, on, drift, alarms, conflicts } = view;
    const packets = view.rules.map((rule) => rule.packets);
    const known = { backend, on, packets, troubles: [...drift, ...alarms, ...conflicts] };
    process.stdout.write(harmlessLines(`${statusInWords(target.pod, target.options, known)}\n`));
  }
  return exitCodes.ok;
};

/**
 * `outrider capture rules`: in words with live counters, or with --iptables as they are loaded. The rules of Services are
 * among them, in pods that are not captured as well.
 */
export async function rules(target: NamespaceTarget, options: CaptureCommandOptions): Promise<number> {
  const view = isCaptured(target) ? await inspectCapture(target.options, target.run) : undefined;
  const listings = await readListings(target.run);
  const services = serviceCounters(listings);
  const backend = view?.backend ?? listings.find((one) => serviceCounters([one]).length > 0)?.backend;
  const shown = [...(view?.rules ?? []), ...services];
  const title = `${target.pod}: ${titleOf(view)}\n`;
  if (options.iptables)
    process.stdout.write(`# ${title}${backend ? await rawRules(target.run, { backend }) : ''}`);
  else if (options.output === 'json') json(target, shown);
  else {
    process.stdout.write(title);
    const rows = view?.on ? shown : services;
    if (rows.length > 0)
      printTable(['CHAIN', 'RULE', 'PACKETS', 'BYTES', 'VERDICT', 'PURPOSE'], rows.map(rowOf));
  }
  return exitCodes.ok;
}

function titleOf(view: CaptureView | undefined): string {
  if (!view) return 'not captured';
  return view.on ? `rules of ${view.backend}` : 'capture is off, no rule is loaded';
}

function rowOf({ chain, name, packets, bytes, verdict, purpose, loaded }: RuleCounter) {
  return [chain, name, packets, bytes, loaded ? verdict : 'NOT LOADED', purpose];
}

/**
 * `outrider capture flows`: connections with their original destination, who took them and by which rule. Without `--all`
 * those that have ended, and that the kernel only remembers, are counted and not listed. JSON has all of them.
 */
export const flows: Print = async (target, options) => {
  const found = openFirst(await listFlows(target.options, target.run));
  if (options.output === 'json') {
    json(target, found);
    return exitCodes.ok;
  }
  const { opening, open, closing, closed } = countPhases(found);
  const hidden = closed > 0 && !options.all ? ' (--all lists them)' : '';
  process.stdout.write(
    `${target.pod}: ${open} open, ${opening} opening, ${closing} closing, ${closed} closed${hidden}\n`,
  );
  const listed = options.all ? found : found.filter(({ phase }) => phase !== 'closed');
  if (listed.length === 0) return exitCodes.ok;
  printTable(
    ['PROTOCOL', 'PHASE', 'STATE', 'FROM', 'TO', 'TAKEN BY', 'RULE'],
    listed.map((flow) => [
      flow.protocol,
      flow.phase,
      flow.state ?? '-',
      address(flow, 'source'),
      address(flow, 'destination'),
      flow.takenBy === 'none' ? 'nobody' : `the proxy (${flow.takenBy})`,
      flow.rule ?? flow.why,
    ]),
  );
  return exitCodes.ok;
};

function address({ original, family }: Flow, side: 'source' | 'destination'): string {
  const host = family === 'ipv6' ? `[${original[side]}]` : original[side];
  return `${host}:${original[`${side}Port`]}`;
}

/** `outrider capture verify`: proves from inside that capture is on, a line a direction and family; exit code 1 when it is not. */
export const verify: Print = async (target, options) => {
  const result = await verifyCapture(target.options, target.run, randomBytes(16).toString('hex'));
  if (options.output === 'json') json(target, result);
  else {
    const lines = result.checks.map(
      ({ direction, family, verdict, message }) =>
        `  ${[direction, family].filter((word) => word !== undefined).join(' ')}: ${verdict}: ${message}`,
    );
    process.stdout.write(harmlessLines(`${[`${target.pod}: ${result.verdict}`, ...lines].join('\n')}\n`));
  }
  return result.verdict === 'captured' ? exitCodes.ok : exitCodes.failure;
};

function json({ project, pod }: NamespaceTarget, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ project, pod, result: value })}\n`);
}

const views = { status, flows, verify };

export async function look(
  view: keyof typeof views | 'rules',
  names: readonly string[],
  options: CaptureCommandOptions,
): Promise<number> {
  if (view === 'rules') return lookAtRules(names, options);
  return withCaptured(names, options, async (targets) => {
    let worst: number = exitCodes.ok;
    for (const target of targets) worst = Math.max(worst, await views[view](target, options));
    return worst;
  });
}

/** Of pods that were not named, those that have neither capture nor rules of Services are left out. */
function lookAtRules(names: readonly string[], options: CaptureCommandOptions): Promise<number> {
  return withNamespaces(names, options, async (targets) => {
    const hasRules = await Promise.all(
      targets.map(async (target) => isCaptured(target) || (await hasServices(target))),
    );
    const shown = targets.filter((_, index) => hasRules[index]);
    const without = targets.filter((_, index) => !hasRules[index]).map(({ pod }) => pod);
    if (shown.length === 0 || (names.length > 0 && without.length > 0))
      throw notAsked(names.length > 0 ? without : []);
    for (const target of shown) await rules(target, options);
    return exitCodes.ok;
  });
}

async function hasServices({ run }: NamespaceTarget): Promise<boolean> {
  return serviceCounters(await readListings(run)).length > 0;
}
