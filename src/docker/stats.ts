import type Dockerode from 'dockerode';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { pause } from './transport/pause.ts';

/** What a container uses now. */
export interface Usage {
  readonly id: string;
  /** Of one core, so two busy ones are 200; over the time since the last sample, and 0 for the first. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  /** The container's limit, or the machine's memory. */
  readonly memoryLimit: number;
}

/** A sample as the engine's stats have it (Engine API "ContainerStats"), as far as it is read. */
export interface Sample {
  readonly read: string;
  readonly cpu_stats: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number };
  };
}

/**
 * Samples the containers that `ids` names, over and over until the signal fires. Single samples of 6 ms each instead of
 * the engine's streams, which sample every second whether anybody looks or not. A container that cannot be sampled, or an
 * engine that is away, is left out of a round: this is for the eye.
 */
export async function* sampleUsage(
  docker: Dockerode,
  ids: () => readonly string[],
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<Usage> {
  let before = new Map<string, Sample>();
  while (!signal.aborted) {
    const samples = await Promise.all(ids().map((id) => sample(docker, id, signal)));
    const now = new Map(samples.filter((one) => one !== undefined));
    for (const [id, one] of now) yield usageOf(id, before.get(id), one);
    before = now;
    await pause(everyMs, signal).catch(() => {});
  }
}

/** The memory of one container now, in bytes; undefined when it does not run or the engine is away. */
export async function memoryOf(
  docker: Dockerode,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly limitBytes: number } | undefined> {
  const sampled = await sample(docker, id, signal);
  if (!sampled) return undefined;
  const { memoryBytes, memoryLimit } = usageOf(id, undefined, sampled[1]);
  return { bytes: memoryBytes, limitBytes: memoryLimit };
}

async function sample(
  docker: Dockerode,
  id: string,
  signal: AbortSignal,
): Promise<readonly [string, Sample] | undefined> {
  try {
    const found: Sample = await call('read the usage', deadlines.read, signal, (abortSignal) => {
      // `one-shot` (API 1.41): without it the engine waits for a second sample.
      const options = { stream: false as const, 'one-shot': true, abortSignal };
      return docker.getContainer(id).stats(options);
    });
    // A container that does not run has a sample without a time.
    return Date.parse(found.read) > 0 ? [id, found] : undefined;
  } catch {
    return undefined;
  }
}

/** As `docker stats` counts: file pages that the kernel can drop at once are no use of memory. */
export function usageOf(id: string, before: Sample | undefined, now: Sample): Usage {
  const { usage = 0, limit = 0, stats } = now.memory_stats;
  // total_inactive_file is cgroup v1's name, inactive_file v2's.
  const droppable = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return {
    id,
    cpuPercent: before ? cpuPercent(before, now) : 0,
    memoryBytes: Math.max(0, usage - droppable),
    memoryLimit: limit,
  };
}

function cpuPercent(before: Sample, now: Sample): number {
  const wallMs = Date.parse(now.read) - Date.parse(before.read);
  const cpuNanos =
    (now.cpu_stats.cpu_usage?.total_usage ?? 0) - (before.cpu_stats.cpu_usage?.total_usage ?? 0);
  return wallMs > 0 ? Math.max(0, (100 * cpuNanos) / (wallMs * 1e6)) : 0;
}
