import type { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import Dockerode from 'dockerode';
import { nextInstant, unixOf } from '../../logs/time/instant.ts';
import { parseInstant } from '../../logs/time/timestamp.ts';
import type { LogOptions } from '../../supervisor/ports.ts';
import { call } from '../transport/call.ts';
import { createCoalescingAgent } from '../transport/coalescing-agent.ts';
import { deadlines } from '../transport/deadlines.ts';

/** What of a container's log is asked for, in the engine's words. */
interface LogRequest {
  readonly follow: boolean;
  /** `seconds.nanoseconds`, inclusive. */
  readonly since: string | undefined;
  readonly tail: number | undefined;
  readonly until: string | undefined;
}

export function firstRequest({ follow, since, tail, until }: LogOptions): LogRequest {
  const after = since === undefined ? undefined : parseInstant(since);
  const before = until === undefined ? undefined : parseInstant(until);
  return {
    follow,
    // The engine's `since` is inclusive, so it begins one nanosecond later.
    since: after && unixOf(nextInstant(after)),
    tail,
    until: before && unixOf(before),
  };
}

/** The request that goes on after a break; without a point to go on from nothing came yet, and all is asked for again. */
export function resumed(request: LogRequest, follow: boolean, since: string | undefined): LogRequest {
  return since === undefined ? { ...request, follow } : { ...request, follow, since, tail: undefined };
}

/**
 * Always as a stream: without `follow` dockerode would gather the whole log in memory and try to parse it as JSON. The
 * engine's `since` is inclusive and takes nanoseconds.
 */
export async function openLogs(
  docker: Dockerode,
  id: string,
  { follow, since, tail, until }: LogRequest,
  signal: AbortSignal,
): Promise<Readable> {
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    ...(since !== undefined && { since }),
    ...(tail !== undefined && { tail }),
    ...(until !== undefined && { until }),
  };
  const stream = await call('read the log', deadlines.read, signal, (abortSignal) =>
    coalescing(docker)
      .getContainer(id)
      .logs({
        follow: true,
        _query: query,
        abortSignal,
      } as Dockerode.ContainerLogsOptions & {
        follow: true;
      }),
  );
  return stream as Readable;
}

/** The same engine, on connections that are made for streams of many small pieces. */
function coalescing(docker: Dockerode): Dockerode {
  const agent = createCoalescingAgent((docker.modem as unknown as { readonly agent: Agent }).agent);
  const modem = Object.create(docker.modem, { agent: { value: agent } });
  // @types/dockerode knows neither of `agent` nor that a modem may be given.
  return new Dockerode({ modem } as Dockerode.DockerOptions);
}
