import type { ActiveFault } from './fault.ts';
import type { PacketRules } from './packet-rules.ts';

/** A program to run in the pod's namespace, from the holder's image. */
export interface HolderStep {
  readonly argv: readonly string[];
  readonly stdin?: string;
}

/** Where the holder's image has the program (images/holder/fault). */
const program = '/usr/local/lib/outrider/fault';

/** Puts a fault on. The holder takes it off after `forMs`, whatever becomes of this process. */
export function addFaultStep(fault: ActiveFault, rules: PacketRules): HolderStep {
  const argv = [program, 'add', fault.id, String(Math.round(fault.leftMs)), faultRecord(fault)];
  return { argv, stdin: `#4\n${rules.v4}#6\n${rules.v6}#qdisc\n${rules.qdisc ?? ''}\n` };
}

export const listFaultsStep: HolderStep = { argv: [program, 'list'] };

/** @param ids none means all. */
export function clearFaultsStep(ids: readonly string[]): HolderStep {
  return { argv: [program, 'clear', ...ids] };
}

/** Prints the addresses of a name, for `resolvedPeer`. */
export function resolveStep(name: string): HolderStep {
  return { argv: ['getent', 'ahosts', name] };
}

/** Reads what `listFaultsStep` prints. */
export function readFaults(printed: string): readonly ActiveFault[] {
  return printed.split('\n').flatMap((line) => {
    const [, id, left, record] = /^([a-z0-9]+) (\d+) (\S+)$/.exec(line) ?? [];
    return id === undefined ? [] : [withRecord(id, Number(left), record!)];
  });
}

/** What a person has to know of a fault, as one word. */
export function faultRecord({ words, container }: Pick<ActiveFault, 'words' | 'container'>): string {
  return Buffer.from(JSON.stringify({ words, container })).toString('base64');
}

/** A fault that is on, from its word. A word that cannot be read has no words. */
export function withRecord(id: string, leftMs: number, record: string): ActiveFault {
  const { words, container } = parsed(record);
  return {
    id,
    words: typeof words === 'string' ? words : 'a fault',
    leftMs,
    ...(typeof container === 'string' && { container }),
  };
}

function parsed(record: string): { readonly words?: unknown; readonly container?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(record, 'base64').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
