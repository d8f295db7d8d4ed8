import type { Fault } from './fault.ts';
import { addFaultStep, clearFaultsStep, type HolderStep } from './holder-steps.ts';
import { packetRules } from './packet-rules.ts';

/** Whether a kernel can do a kind of fault, tried in a namespace that belongs to nobody and has only `lo`. */
export interface FaultTrial {
  readonly kind: Fault['kind'];
  readonly load: HolderStep;
  readonly unload: HolderStep;
}

/** The kinds about packets. The others need nothing of the kernel that every engine does not have. */
export const faultTrials: readonly FaultTrial[] = [
  ruleTrial({ kind: 'loss', percent: 1 }),
  ruleTrial({ kind: 'reset', percent: 1 }),
  ruleTrial({ kind: 'partition', peer: '192.0.2.1' }),
  ruleTrial({ kind: 'dns', answer: 'fail' }),
  queueTrial('latency', ['netem', 'delay', '1ms']),
  queueTrial('bandwidth', ['tbf', 'rate', '1gbit', 'burst', '1mb', 'latency', '10ms']),
];

function ruleTrial(fault: Fault): FaultTrial {
  const id = 'trial';
  const peer = { v4: ['192.0.2.1'], v6: [] };
  return {
    kind: fault.kind,
    load: addFaultStep({ id, words: fault.kind, leftMs: 60_000 }, packetRules(id, fault, peer)),
    unload: clearFaultsStep([id]),
  };
}

function queueTrial(kind: Fault['kind'], queue: readonly string[]): FaultTrial {
  const tc = (verb: string, ...rest: readonly string[]): HolderStep => ({
    argv: ['tc', 'qdisc', verb, 'dev', 'lo', 'root', ...rest],
  });
  return { kind, load: tc('add', ...queue), unload: tc('del') };
}
