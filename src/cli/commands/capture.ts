import { randomBytes } from 'node:crypto';
import { type Flow, openFirst } from '../../capture/flows.ts';
import {
  type CaptureView,
  inspectCapture,
  listFlows,
  rawRules,
  verifyCapture,
} from '../../supervisor/inspect-capture.ts';
import { type CaptureTarget, withCaptured } from '../capture-target.ts';
import type { PodChoice } from '../choose-pods.ts';
import { exitCodes } from '../exit-codes.ts';
import { printTable } from '../output/table.ts';

export interface CaptureCommandOptions extends PodChoice {
  readonly host?: string;
  readonly output?: 'text' | 'json';
  readonly iptables?: boolean;
}

type Print = (target: CaptureTarget, options: CaptureCommandOptions) => Promise<number>;

/** `outrider capture status`: on or off, with which backend, and what works against it. */
export const status: Print = async (target, options) => {
  const view = await inspectCapture(target.options, target.run);
  if (options.output === 'json') json(target, view);
  else process.stdout.write(`${statusInWords(target, view)}\n`);
  return exitCodes.ok;
};

function statusInWords({ pod, options }: CaptureTarget, view: CaptureView): string {
  if (!view.on) return `${pod}: capture is off`;
  const { mode, proxy, proxyUid, inboundPort, outboundPort } = options;
  const troubles = [...view.drift, ...view.alarms, ...view.conflicts];
  return [
    `${pod}: capture is on, ${mode} with ${view.backend}`,
    `  inbound to ${proxy} on port ${inboundPort}, outbound on port ${outboundPort}; uid ${proxyUid} is exempt`,
    `  ${view.rules.length} rules, ${view.rules.reduce((sum, { packets }) => sum + packets, 0)} packets counted`,
    ...troubles.map((each) => `  ! ${each.message}${'hint' in each ? `; ${each.hint}` : ''}`),
  ].join('\n');
}

/** `outrider capture rules`: in words with live counters, or with --iptables as they are loaded. */
export const rules: Print = async (target, options) => {
  const view = await inspectCapture(target.options, target.run);
  const title = `${target.pod}: ${view.on ? `rules of ${view.backend}` : 'capture is off, no rule is loaded'}\n`;
  if (options.iptables)
    process.stdout.write(
      `# ${title}${view.backend ? await rawRules(target.run, { backend: view.backend }) : ''}`,
    );
  else if (options.output === 'json') json(target, view.rules);
  else {
    process.stdout.write(title);
    if (!view.on) return exitCodes.ok;
    printTable(
      ['CHAIN', 'RULE', 'PACKETS', 'BYTES', 'VERDICT', 'PURPOSE'],
      view.rules.map(({ chain, name, packets, bytes, verdict, purpose, loaded }) => [
        chain,
        name,
        packets,
        bytes,
        loaded ? verdict : 'NOT LOADED',
        purpose,
      ]),
    );
  }
  return exitCodes.ok;
};

/**
 * `outrider capture flows`: connections with their original destination, who took them and by which rule; those that are
 * open first, then those that have ended and that the kernel still remembers.
 */
export const flows: Print = async (target, options) => {
  const found = await listFlows(target.options, target.run);
  if (options.output === 'json') json(target, found);
  else {
    const counted = found.length === 0 ? 'no connection is open' : `${found.length} connections`;
    process.stdout.write(`${target.pod}: ${counted}\n`);
    if (found.length === 0) return exitCodes.ok;
    printTable(
      ['PROTOCOL', 'STATE', 'FROM', 'TO', 'TAKEN BY', 'RULE'],
      openFirst(found).map((flow) => [
        flow.protocol,
        flow.state ?? '-',
        address(flow, 'source'),
        address(flow, 'destination'),
        flow.takenBy === 'none' ? 'nobody' : `the proxy (${flow.takenBy})`,
        flow.rule ?? flow.why,
      ]),
    );
  }
  return exitCodes.ok;
};

function address({ original, family }: Flow, side: 'source' | 'destination'): string {
  const host = family === 'ipv6' ? `[${original[side]}]` : original[side];
  return `${host}:${original[`${side}Port`]}`;
}

/** `outrider capture verify`: proves from inside that capture is on; exit code 1 when it is not. */
export const verify: Print = async (target, options) => {
  const result = await verifyCapture(target.options, target.run, randomBytes(16).toString('hex'));
  if (options.output === 'json') json(target, result);
  else process.stdout.write(`${target.pod}: ${result.verdict}: ${result.message}\n`);
  return result.verdict === 'captured' ? exitCodes.ok : exitCodes.failure;
};

function json({ project, pod }: CaptureTarget, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ project, pod, result: value })}\n`);
}

const views = { status, rules, flows, verify };

export async function look(
  view: keyof typeof views,
  names: readonly string[],
  options: CaptureCommandOptions,
): Promise<number> {
  return withCaptured(names, options, async (targets) => {
    let worst: number = exitCodes.ok;
    for (const target of targets) worst = Math.max(worst, await views[view](target, options));
    return worst;
  });
}
