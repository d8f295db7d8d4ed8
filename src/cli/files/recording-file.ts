import { once } from 'node:events';
import { createWriteStream, fchmodSync, fstatSync, openSync } from 'node:fs';
import { constants, createGzip } from 'node:zlib';
import { encodeEvent, encodeHeader } from '../../events/recording.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { createSink } from '../output/sink.ts';
import { version } from '../version.ts';

/** How often what is recorded reaches the file, so that a crash costs little and a full disk is noticed soon. */
const flushMs = 1000;

export interface Recording {
  /**
   * Writes every event, compressed, as it comes. Where the file takes no more, `onBroken` is called once with the reason
   * in words, and the recording ends; what is in the file can be read. Returns how to finish the file.
   */
  begin(events: EventSource, onBroken: (reason: string) => void): () => Promise<void>;
}

/**
 * Opens the file of a recording, for its user alone: it has all logs.
 * @throws Failure when it cannot be written
 */
export function openRecording(path: string, recorded: Date): Recording {
  const fd = openForSelf(path);
  return {
    begin(events, onBroken) {
      const gzip = createGzip();
      const file = createWriteStream(path, { fd });
      const sink = createSink(gzip);
      const end = (): void => {
        clearInterval(timer);
        unsubscribe();
        sink.drop();
      };
      let isBroken = false;
      file.on('error', ({ message }) => {
        isBroken = true;
        end();
        gzip.destroy();
        onBroken(`the recording ${path} ends here: ${message}`);
      });
      gzip.on('error', () => {});
      gzip.pipe(file);
      sink.write(encodeHeader({ recorded: recorded.toISOString(), program: `outrider ${version}` }));
      const timer = setInterval(() => gzip.flush(constants.Z_SYNC_FLUSH), flushMs);
      const unsubscribe = events.subscribe((event) => sink.write(encodeEvent(event)), {
        replay: true,
        ready: sink.ready,
      });
      // The header tells at once whether the file takes anything.
      gzip.flush(constants.Z_SYNC_FLUSH);
      return async () => {
        end();
        if (isBroken) return;
        gzip.end();
        await once(file, 'close').catch(() => {});
      };
    },
  };
}

function openForSelf(path: string): number {
  try {
    const fd = openSync(path, 'w', 0o600);
    if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600);
    return fd;
  } catch (error) {
    throw new Failure(
      exitCodes.usage,
      `--record ${path}: it cannot be written: ${(error as Error).message}`,
      'Nothing was started. Name a file in a folder that is there and that you may write to.',
    );
  }
}
