import type { IpFamily } from '../../pod/model.ts';
import type { Cidr } from '../policy/cidr.ts';
import type { PortRange } from '../policy/port-range.ts';

/** All conditions must hold; an absent one always does. */
export interface Match {
  readonly family?: IpFamily;
  readonly protocols?: readonly ('tcp' | 'udp')[];
  /** Only the packet that opens a TCP connection: rules never touch a connection that was open before them. */
  readonly opening?: true;
  /** The interface a packet came in by (prerouting) or leaves by (output). */
  readonly interfaces?: readonly string[];
  readonly source?: Cidr;
  readonly destinations?: readonly Cidr[];
  readonly notDestination?: Cidr;
  readonly ports?: readonly PortRange[];
  readonly notPorts?: readonly PortRange[];
  /** uid of the socket at its creation. */
  readonly uids?: readonly number[];
  /** Primary gid of the socket at its creation. */
  readonly gids?: readonly number[];
  readonly notGids?: readonly number[];
  readonly state?: 'new' | 'established' | 'invalid';
  readonly mark?: number;
  readonly notMark?: number;
  readonly connectionMark?: number;
}

export type Verdict =
  /** The decision is: left alone by us. Later rules of others, Docker's for one, still apply. */
  | { readonly type: 'return' }
  /** The rest is decided in another chain of ours. */
  | { readonly type: 'goto'; readonly chain: string }
  | { readonly type: 'redirect'; readonly port: number }
  | { readonly type: 'tproxy'; readonly port: number; readonly mark: number }
  /** Marks the packet and goes on to the next rule. */
  | { readonly type: 'mark'; readonly mark: number }
  /** Marks the packet and ends the decision. */
  | { readonly type: 'divert'; readonly mark: number }
  /** Copies the packet's mark to its connection, or the other way round; goes on to the next rule. */
  | { readonly type: 'save-mark' }
  | { readonly type: 'restore-mark' }
  | { readonly type: 'reject' }
  | { readonly type: 'drop' };

export interface Rule {
  /** Stable and short; stands as a comment beside the rule in the kernel. */
  readonly name: string;
  /** One sentence that a person understands. */
  readonly purpose: string;
  readonly match: Match;
  readonly verdict: Verdict;
}

export type Table = 'nat' | 'mangle' | 'filter';
export type Hook = 'prerouting' | 'output';

export interface Chain {
  readonly table: Table;
  /** As in `INBOUND`; the backends put their own prefix before it. */
  readonly name: string;
  /** Where its packets are seen: those that arrive, or those that are sent from here. */
  readonly hook: Hook;
  /** Whether the kernel enters it by itself; another one is reached by `goto` only. */
  readonly entry: boolean;
  readonly rules: readonly Rule[];
}

export interface RuleSet {
  readonly families: readonly IpFamily[];
  readonly chains: readonly Chain[];
}
