import { resolve } from 'node:path';
import type { PacketsPort } from '../../ui/ports.ts';

/** Records the packets of one pod into a file. @returns how many; see `recordPackets`. */
export type RecordInto = (
  pod: string,
  file: string,
  on: { readonly interrupt: AbortSignal; readonly onBegin: () => void },
) => Promise<number>;

interface Recordings extends PacketsPort {
  /** Ends those that go on. @returns one sentence for each. */
  close(): Promise<readonly string[]>;
}

interface Running {
  end(): void;
  /** What has become of it, in words; never rejects. */
  readonly ended: Promise<string>;
}

/** The recordings that a view begins and ends. */
export function createRecordings(record: RecordInto): Recordings {
  const running = new Map<string, Running>();
  return {
    begin(pod, name, ended) {
      const file = resolve(name);
      const interrupt = new AbortController();
      return new Promise((begun) => {
        const onBegin = (): void => begun(`recording the packets of ${pod} to ${file}`);
        const words = record(pod, file, { interrupt: interrupt.signal, onBegin }).then(
          (count) => `${count} ${count === 1 ? 'packet' : 'packets'} of ${pod} recorded in ${file}`,
          (error: Error) => `the packets of ${pod} are not recorded: ${error.message}`,
        );
        running.set(pod, { end: () => interrupt.abort(), ended: words });
        void words.then((message) => {
          running.delete(pod);
          begun(message);
          if (!interrupt.signal.aborted) ended(message);
        });
      });
    },
    async end(pod) {
      const one = running.get(pod);
      one?.end();
      return one ? one.ended : `no packets of ${pod} are recorded`;
    },
    pods: () => [...running.keys()],
    close() {
      const all = [...running.values()];
      for (const one of all) one.end();
      return Promise.all(all.map((one) => one.ended));
    },
  };
}
