import type { ActiveFault, Fault } from '../../faults/fault.ts';
import {
  addFaultStep,
  clearFaultsStep,
  faultRecord,
  type HolderStep,
  listFaultsStep,
  readFaults,
  resolveStep,
} from '../../faults/holder-steps.ts';
import { type PeerAddresses, packetRules } from '../../faults/packet-rules.ts';
import { literalPeer, resolvedPeer } from '../../faults/peer-addresses.ts';
import type { Engine, RunResult } from '../ports.ts';

/** Where faults are: in the pod's holder, and beside its paused containers. Each has its own deadline there. */
export interface FaultEngine {
  /** @throws Error with one sentence on why the fault could not be put on. */
  addPackets(fault: ActiveFault, what: Fault): Promise<void>;
  /** @param alone whether the container has a process namespace of its own. */
  addPause(fault: ActiveFault, containerId: string, alone: boolean): Promise<void>;
  /** Those that are on now. */
  list(): Promise<readonly ActiveFault[]>;
  /** Takes faults off; those that are off already count as done. */
  clear(ids: readonly string[]): Promise<void>;
}

/** Generous: a step takes some fifty milliseconds. */
const stepMs = 20_000;

export function faultEngine(
  engine: Pick<Engine, 'inNamespace' | 'pauses'>,
  signal: AbortSignal,
): FaultEngine {
  const run = async (step: HolderStep): Promise<RunResult> => engine.inNamespace(step, stepMs, signal);
  const must = async (step: HolderStep): Promise<string> => {
    const result = await run(step);
    if (result.exitCode !== 0) throw new Error(whyFailed(result));
    return text(result.stdout);
  };
  const addressesOf = async (peer: string): Promise<PeerAddresses> => {
    const literal = literalPeer(peer);
    if (literal) return literal;
    const found = resolvedPeer(text((await run(resolveStep(peer))).stdout));
    if (found.v4.length + found.v6.length === 0)
      throw new Error(`${peer} has no address here: name a pod of the project that runs, or an address`);
    return found;
  };
  return {
    async addPackets(fault, what) {
      const peer = what.kind === 'partition' ? await addressesOf(what.peer) : undefined;
      try {
        await must(addFaultStep(fault, packetRules(fault.id, what, peer)));
      } catch (error) {
        throw new Error(inWords(what, (error as Error).message));
      }
    },
    async addPause(fault, containerId, alone) {
      if (!engine.pauses) throw new Error('this engine cannot pause containers');
      const { id, leftMs } = fault;
      await engine.pauses.begin(
        { id, containerId, alone, forMs: leftMs, record: faultRecord(fault) },
        signal,
      );
    },
    async list() {
      const [packets, pauses = []] = await Promise.all([run(listFaultsStep), engine.pauses?.list(signal)]);
      return [...readFaults(text(packets.stdout)), ...pauses];
    },
    async clear(ids) {
      await Promise.all([must(clearFaultsStep(ids)), engine.pauses?.end(ids, signal)]);
    },
  };
}

function whyFailed({ exitCode, stderr }: RunResult): string {
  const said = text(stderr).trim().split('\n').at(-1);
  if (said) return said;
  return exitCode === undefined ? 'it took too long' : `exit code ${exitCode}`;
}

/** tc says that it does not know a kind of queue where the kernel has no netem. */
function inWords({ kind }: Fault, why: string): string {
  if ((kind === 'latency' || kind === 'bandwidth') && /qdisc kind is unknown/i.test(why)) {
    const module = kind === 'latency' ? 'sch_netem' : 'sch_tbf';
    return `the kernel of this engine has no ${module}, which ${kind} needs; \`outrider doctor\` says what works, docs/faults.md what to do instead`;
  }
  return why;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
