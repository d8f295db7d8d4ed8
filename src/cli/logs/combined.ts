import type { Filter } from '../../logs/filter/filter.ts';
import { instantAt, isEarlier, type LineBatch, lineAt } from '../../logs/merge/batch.ts';
import { createMerge } from '../../logs/merge/merge.ts';
import { type LogSource, toRecord } from '../../logs/merge/record.ts';
import { createEncoder, type Encoder } from '../../logs/write/encode.ts';
import type { FormatOptions } from '../../logs/write/format.ts';
import type { Sink } from '../output/sink.ts';
import type { LogInstance } from './sources.ts';

/**
 * A container that is ahead of others is not read on when all that waits is more than `allBytes` and its own share more
 * than `ownBytes`. Much may wait: an engine that has to stop at one container after the other reads none of them fast.
 */
const mostWaiting = { allBytes: 32 * 1024 * 1024, ownBytes: 256 * 1024 };

interface CombinedOptions {
  readonly format: FormatOptions;
  readonly filter: Filter;
  /** Lines wait only so long for earlier ones of others: as they come. Otherwise exactly in order. */
  readonly follow: boolean;
  readonly sink: Sink;
}

/** Several containers' lines on stdout, in the order of the engine's time, no faster than the reader takes them. */
export interface Combined {
  open(label: string): void;
  close(label: string): void;
  /** Settles when more may be given. */
  take(instance: LogInstance, batches: readonly LineBatch[]): Promise<void>;
  restarted(container: string, attempt: number): void;
  end(): void;
}

export function createCombined({ format, filter, follow, sink }: CombinedOptions): Combined {
  const sources = new Map<string, LogSource>();
  const encoder: Encoder = createEncoder({ ...format, onChunk: sink.write });
  const paused = new Map<string, () => void>();
  let seq = 0;
  const isWanted = (source: LogSource, lines: LineBatch, index: number): boolean => {
    if (filter.readsTime && !filter.line(instantAt(lines, index))) return false;
    return !filter.readsText || filter.text(toRecord(++seq, source, lineAt(lines, index)));
  };
  const merge = createMerge<LineBatch>({
    onLine: (label, lines, index) => {
      const source = sources.get(label)!;
      if (isWanted(source, lines, index)) encoder.line(source, lines, index);
    },
    isEarlier,
    bytesOf: ({ chunk, fields }) => chunk.length + fields.byteLength,
    ...(follow
      ? {}
      : {
          windowMs: Number.POSITIVE_INFINITY,
          maxLines: Number.POSITIVE_INFINITY,
          maxBytes: Number.POSITIVE_INFINITY,
        }),
  });
  const mayRead = (label: string): boolean =>
    merge.bytes() < mostWaiting.allBytes || merge.bytes(label) < mostWaiting.ownBytes;
  /** To be called when lines may have left. */
  const goOn = (): void => {
    for (const [label, resume] of paused) {
      if (!mayRead(label)) continue;
      paused.delete(label);
      resume();
    }
  };
  const timer = setInterval(() => {
    merge.drain(performance.now());
    encoder.flush();
    goOn();
  }, 50);

  return {
    open: (label) => merge.open(label),
    close: (label) => {
      merge.close(label, performance.now());
      goOn();
    },
    async take({ label, source }, batches) {
      sources.set(label, source);
      const now = performance.now();
      for (const batch of batches) merge.push(label, batch, now);
      goOn();
      await sink.ready();
      if (mayRead(label)) return;
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
