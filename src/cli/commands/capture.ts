import { randomBytes } from 'node:crypto';
import type { Flow } from '../../capture/flows.ts';
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
import { findSupervised } from '../find-supervised.ts';
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
  if (options.iptables) {
    if (view.backend) process.stdout.write(await rawRules(target.run, { backend: view.backend }));
    return exitCodes.ok;
  }
  if (options.output === 'json') json(target, view.rules);
  else {
    process.stdout.write(`${target.pod}: ${view.on ? `rules of ${view.backend}` : 'capture is off'}\n`);
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

/** `outrider capture flows`: open connections with their original destination, who took them and by which rule. */
export const flows: Print = async (target, options) => {
  const found = await listFlows(target.options, target.run);
  if (options.output === 'json') json(target, found);
  else {
    process.stdout.write(`${target.pod}:\n`);
    printTable(
      ['PROTOCOL', 'STATE', 'FROM', 'TO', 'TAKEN BY', 'RULE'],
      found.map((flow) => [
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

/** `outrider capture on|off`: the supervisor does it; connections that are open keep their way. */
export async function switchCapture(
  on: boolean,
  names: readonly string[],
  options: CaptureCommandOptions,
): Promise<number> {
  const all = await findSupervised(names, options);
  try {
    for (const { control, pod } of all) {
      await control.ask({ type: 'post', report: { type: 'switchCapture', on } });
      process.stderr.write(`${pod}: capture ${on ? 'on' : 'off'} requested\n`);
    }
    return exitCodes.ok;
  } finally {
    for (const { control } of all) control.close();
  }
}
