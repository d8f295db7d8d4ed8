import { createEncoder, type Encoder } from '../../logs/encode.ts';
import type { Filter } from '../../logs/filter.ts';
import type { FormatOptions } from '../../logs/format.ts';
import { isBefore } from '../../logs/instant.ts';
import type { ByteLine } from '../../logs/lines.ts';
import { createMerge } from '../../logs/merge.ts';
import { type LogSource, toRecord } from '../../logs/record.ts';
import type { LogInstance } from './sources.ts';

/** Above so many lines that wait for earlier ones of others a container is not read on. */
const mostWaiting = 4000;

interface CombinedOptions {
  readonly format: FormatOptions;
  readonly filter: Filter;
  /** Lines wait only so long for earlier ones of others: as they come. Otherwise exactly in order. */
  readonly follow: boolean;
  readonly stdout: NodeJS.WriteStream;
}

/** Several containers' lines on stdout, in the order of the engine's time, no faster than the reader takes them. */
export interface Combined {
  open(label: string): void;
  close(label: string): void;
  /** Settles when more may be given. */
  take(instance: LogInstance, batch: readonly ByteLine[]): Promise<void>;
  restarted(container: string, attempt: number): void;
  end(): void;
}

export function createCombined({ format, filter, follow, stdout }: CombinedOptions): Combined {
  const sources = new Map<string, LogSource>();
  /** Settles when the reader of a full pipe has caught up; many chunks may wait for the same moment. */
  let drained: Promise<void> | undefined;
  const encoder: Encoder = createEncoder({
    ...format,
    onChunk: (bytes) => {
      if (stdout.write(bytes)) return;
      drained ??= new Promise((resolve) => {
        stdout.once('drain', () => {
          drained = undefined;
          resolve();
        });
      });
    },
  });
  const paused = new Map<string, () => void>();
  let seq = 0;
  const merge = createMerge<ByteLine>({
    isBefore,
    onLine: (label, line) => {
      const source = sources.get(label)!;
      seq += 1;
      if (!filter.readsText || filter.text(toRecord(seq, source, line))) encoder.line(source, line);
      const resume = paused.size > 0 ? paused.get(label) : undefined;
      if (resume && merge.waiting(label) < mostWaiting / 2) {
        paused.delete(label);
        resume();
      }
    },
    ...(follow ? {} : { windowMs: Number.POSITIVE_INFINITY, maxLines: Number.POSITIVE_INFINITY }),
  });
  const timer = setInterval(() => {
    merge.drain(Date.now());
    encoder.flush();
  }, 50);

  return {
    open: (label) => merge.open(label),
    close: (label) => merge.close(label, Date.now()),
    async take({ label, source }, batch) {
      sources.set(label, source);
      merge.push(label, batch.filter(filter.line), Date.now());
      await drained;
      if (merge.waiting(label) < mostWaiting) return;
      await new Promise<void>((resolve) => paused.set(label, resolve));
    },
    restarted: (container, attempt) => encoder.divider({ container, attempt }),
    end() {
      clearInterval(timer);
      merge.flush();
      encoder.flush();
    },
  };
}
