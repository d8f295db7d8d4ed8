import type { IpFamily } from '../../pod/model.ts';
import { familyOf, inRanges, loopback } from '../policy/cidr.ts';
import type { Policy } from '../policy/policy.ts';
import { explain } from './explain.ts';

/** One direction of a conversation. */
interface Tuple {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** An open conversation as the kernel keeps it. */
export interface Flow {
  readonly family: IpFamily;
  readonly protocol: 'tcp' | 'udp';
  /** TCP only, as in `ESTABLISHED`. */
  readonly state?: string;
  /** Until the kernel forgets it, if nothing more is said. */
  readonly expiresSeconds: number;
  /** As its opener sees it: the original destination, whoever took it. */
  readonly original: Tuple;
  /** As it is answered: a redirected conversation is answered by the proxy's port. */
  readonly reply: Tuple;
  readonly answered: boolean;
  readonly phase: FlowPhase;
  /** Who took it: a listener of the proxy, or nobody, which leaves it to whom it was addressed. */
  readonly takenBy: 'inbound' | 'outbound' | 'dns' | 'none';
  /** The rule that took it or, for one within the pod, left it alone; absent where only its owner would tell. */
  readonly rule?: string;
  readonly why: string;
}

/**
 * - `opening`: the opener waits for an answer.
 * - `open`: both sides may send.
 * - `closing`: one side has said that it is done.
 * - `closed`: it is over, and the kernel only remembers it.
 */
type FlowPhase = 'opening' | 'open' | 'closing' | 'closed';

/**
 * Reads what `conntrack -L -o extended` or `/proc/net/nf_conntrack` prints; lines of other protocols are left out.
 *
 * @param podAddresses the pod's own addresses: they tell what came in from what went out.
 */
export function parseFlows(
  text: string,
  policy: Policy,
  podAddresses: readonly string[] = [],
): readonly Flow[] {
  return text
    .split('\n')
    .map((line) => parseLine(line))
    .filter((line) => line !== undefined)
    .map((line) => ({ ...line, ...attribute(line, policy, podAddresses) }));
}

/** Those that are open first, then those that end, then those that have ended. */
export function openFirst(flows: readonly Flow[]): readonly Flow[] {
  const rank = ({ phase }: Flow): number => ['open', 'opening', 'closing', 'closed'].indexOf(phase);
  return flows.toSorted((one, other) => rank(one) - rank(other));
}

/** How many there are of each phase. */
export function countPhases(flows: readonly Flow[]): Readonly<Record<FlowPhase, number>> {
  const count = (wanted: FlowPhase): number => flows.filter(({ phase }) => phase === wanted).length;
  return {
    opening: count('opening'),
    open: count('open'),
    closing: count('closing'),
    closed: count('closed'),
  };
}

/**
 * States of `nf_conntrack_proto_tcp.c`. UDP has none: a conversation that goes both ways for longer is marked as
 * assured, and an exchange of a question and an answer is over.
 */
function phaseOf(state: string | undefined, line: string): FlowPhase {
  switch (state) {
    case undefined:
      return line.includes('[ASSURED]') ? 'open' : line.includes('[UNREPLIED]') ? 'opening' : 'closed';
    case 'SYN_SENT':
    case 'SYN_SENT2':
    case 'SYN_RECV':
      return 'opening';
    case 'FIN_WAIT':
    case 'CLOSE_WAIT':
    case 'LAST_ACK':
      return 'closing';
    case 'TIME_WAIT':
    case 'CLOSE':
      return 'closed';
    default:
      return 'open';
  }
}

type Line = Omit<Flow, 'takenBy' | 'rule' | 'why'>;

function parseLine(line: string): Line | undefined {
  const head = /\b(tcp|udp)\s+\d+\s+(\d+)\s+([A-Z_0-9]+\s)?\s*(?=src=)/.exec(line);
  const tuples = [...line.matchAll(/src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g)].map(
    ([, source, destination, sourcePort, destinationPort]): Tuple => ({
      source: source!,
      sourcePort: Number(sourcePort),
      destination: destination!,
      destinationPort: Number(destinationPort),
    }),
  );
  const [original, reply] = tuples;
  const family = original && familyOf(original.source);
  if (!head || !original || !reply || !family) return undefined;
  const state = head[3]?.trim();
  return {
    family,
    protocol: head[1] as 'tcp' | 'udp',
    ...(state ? { state } : {}),
    expiresSeconds: Number(head[2]),
    original,
    reply,
    answered: !line.includes('[UNREPLIED]'),
    phase: phaseOf(state, line),
  };
}

function attribute(
  line: Line,
  policy: Policy,
  podAddresses: readonly string[],
): Pick<Flow, 'takenBy' | 'rule' | 'why'> {
  const takenBy = redirectedTo(line, policy);
  const asked = explain(policy, {
    protocol: line.protocol,
    from:
      takenBy === 'inbound' && !fromInside(line, podAddresses)
        ? { where: 'outside' }
        : opener(line, policy, takenBy, podAddresses),
    source: line.original.source,
    destination: line.original.destination,
    port: line.original.destinationPort,
    podAddresses,
  });
  const rule = asked.decidedBy ? { rule: asked.decidedBy } : {};
  if (takenBy !== 'none') return { takenBy, ...rule, why: asked.why };
  if (asked.outcome === 'addressee') return { takenBy, ...rule, why: asked.why };
  // TPROXY rewrites nothing, so the kernel's entry looks like one that was left alone.
  if (policy.mode === 'TPROXY' && asked.outcome === 'inbound')
    return { takenBy: 'inbound', ...rule, why: asked.why };
  return { takenBy, why: 'the proxy’s own, of an exempt process, or open since before the rules' };
}

function redirectedTo({ original, reply }: Line, { ports }: Policy): Flow['takenBy'] {
  const redirected = reply.source !== original.destination || reply.sourcePort !== original.destinationPort;
  if (!redirected) return 'none';
  if (reply.sourcePort === ports.outbound) return 'outbound';
  if (reply.sourcePort === ports.inbound) return 'inbound';
  return reply.sourcePort === ports.dns ? 'dns' : 'none';
}

/** Somebody inside: whoever is not exempt, unless the conversation was taken as only the proxy's are. */
function opener(
  line: Line,
  { proxy, outbound }: Policy,
  takenBy: Flow['takenBy'],
  podAddresses: readonly string[],
) {
  if (takenBy === 'none' && !fromInside(line, podAddresses)) return { where: 'outside' } as const;
  if (takenBy === 'inbound') return { where: 'inside', uid: proxy.uid ?? 0, gid: proxy.gid } as const;
  const gid = outbound.includeGroups === 'all' ? -1 : (outbound.includeGroups[0] ?? -1);
  return { where: 'inside', uid: -1, gid } as const;
}

function fromInside({ original, family }: Line, podAddresses: readonly string[]): boolean {
  return podAddresses.includes(original.source) || inRanges([loopback[family]], original.source);
}
