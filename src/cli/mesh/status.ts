import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Rejected } from '../../mesh/config/model.ts';
import { type Complaint, standingComplaints } from '../../mesh/status/complaints.ts';
import { type ProxyStatus, wholeStatus } from '../../mesh/status/read-status.ts';
import { recordsOf } from '../logs/records-of.ts';
import { configOf, hasProxy, statusesOf } from './proxies.ts';

/** One proxy of the mesh, as istiod and the proxy itself see it. */
export interface ProxyLine {
  readonly pod: string;
  readonly state: 'in sync' | 'waiting' | 'refused' | 'not connected';
  /** RFC 3339; of the last thing that was sent. */
  readonly since?: string;
  readonly detail: string;
}

export interface MeshStatus {
  readonly proxies: readonly ProxyLine[];
  /** Of istiod, about rules. */
  readonly complaints: readonly Complaint[];
  /** Why istiod could not be asked; absent when it answered. */
  readonly silent?: string;
}

export async function meshStatus(
  connection: Connection,
  pods: readonly ListedPod[],
  istiod: ListedPod,
  signal: AbortSignal,
): Promise<MeshStatus> {
  const told = await statusesOf(connection, istiod, signal).catch((error: Error) => error.message);
  const silent = typeof told === 'string' ? told : undefined;
  const statuses = typeof told === 'string' ? new Map<string, ProxyStatus>() : told;
  const proxies = await Promise.all(
    pods.filter(hasProxy).map(async (pod): Promise<ProxyLine> => {
      const config = await configOf(connection, pod, signal).catch(() => undefined);
      return lineOf(pod, statuses.get(nameInNamespace(pod)), config?.rejected ?? []);
    }),
  );
  const lines = await recordsOf(connection, [istiod], isTelling, signal);
  const complaints = standingComplaints(lines.map(({ line }) => line));
  return { proxies, complaints, ...(silent !== undefined && { silent }) };
}

/** Lines that tell of a rule or of what a proxy took; the others are many. */
const isTelling = (line: string): boolean => /analysis|ACK|PUSH/.test(line);

function lineOf(pod: ListedPod, status: ProxyStatus | undefined, rejected: readonly Rejected[]): ProxyLine {
  const [first] = rejected;
  if (first)
    return {
      pod: pod.pod,
      state: 'refused',
      detail: `${first.kind} ${first.name}: ${first.message}`,
      ...(first.time !== undefined && { since: first.time }),
    };
  if (!status) return { pod: pod.pod, state: 'not connected', detail: 'istiod knows no such proxy' };
  const whole = wholeStatus(status);
  const state = whole.state === 'not sent' ? 'waiting' : whole.state;
  const detail = status.kinds.map(({ kind, state: one }) => `${kind} ${one}`).join(', ');
  return {
    pod: pod.pod,
    state,
    detail: state === 'in sync' ? '' : detail,
    ...(whole.since !== undefined && { since: whole.since }),
  };
}

/** As istiod names a proxy: `POD.NAMESPACE`. */
function nameInNamespace({ pod, spec }: ListedPod): string {
  return `${pod}.${spec?.namespace ?? 'default'}`;
}
