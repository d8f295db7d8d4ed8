import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pauseProcess } from '../../../src/cli/terminal/pause-process.ts';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { startUi } from '../../../src/ui/start.tsx';
import { running } from '../../unit/ui/fixtures/runs.ts';

/**
 * The UI over a made-up run, for a test in a real terminal. `crash` throws some time after the start; with a number so many lines
 * more are written.
 */
const { events } = running();
let seq = events.length;
let listener: (event: OutriderEvent) => void = () => {};
const tell = (body: EventBody): void =>
  listener({
    time: new Date().toISOString(),
    seq: ++seq,
    project: 'shop',
    pod: 'web',
    ...body,
  } as OutriderEvent);

writeFileSync(join(import.meta.dirname, 'pid'), String(process.pid));
if (process.argv[2] === 'crash')
  setTimeout(() => {
    throw new Error('something that nobody thought of');
  }, 1500);
/** In pieces, so that keys have their turn. */
async function write(lines: number): Promise<void> {
  for (let at = 1; at <= lines; at++) {
    const container = at % 2 === 0 ? 'app' : 'proxy';
    tell({
      type: 'Log',
      container,
      attempt: 0,
      stream: 'stdout',
      line: `line ${at} of many`,
      partial: false,
    });
    if (at % 1000 === 0) await setImmediate();
  }
}
const lines = Number(process.argv[2]);
if (lines > 0) setTimeout(() => void write(lines), 200);
process.stdout.write('before\n');
await startUi(
  {
    subscribe: (given) => {
      listener = given;
      for (const event of events) listener(event);
      return () => {};
    },
    pause: () => pauseProcess('suspended here'),
    act: async (action) => {
      if (action.type === 'stop') {
        tell({ type: 'PodTerminating', reason: 'interrupted', graceSeconds: 30 });
        tell({
          type: 'StopSignalSent',
          container: 'app',
          attempt: 0,
          signal: 'SIGTERM',
          graceSeconds: 30,
        });
      }
      if (action.type === 'kill') {
        tell({ type: 'PodSucceeded', message: 'stopped' });
        tell({ type: 'PodRemoved' });
      }
      return {};
    },
    saveText: async (_, parts) => {
      const path = join(import.meta.dirname, 'saved.log');
      await writeFile(path, parts);
      return 'saved.log';
    },
  },
  { stdin: process.stdin, stdout: process.stdout, colors: true },
);
process.stdout.write('after\n');
