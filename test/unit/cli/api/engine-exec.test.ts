import { Writable } from 'node:stream';
import { afterEach, expect, it } from '@jest/globals';
import { engineExec } from '../../../../src/cli/api/engine-exec.ts';
import type { EngineView } from '../../../../src/cli/api/find-container.ts';
import { labels } from '../../../../src/docker/objects/labels.ts';
import { type FakeDaemon, fakeDaemon, frame, json, patience } from '../../docker/fake-daemon.ts';

let daemon: FakeDaemon;
afterEach(() => daemon.close());

const container = {
  ...{ Id: 'app', Names: ['/shop_web_app_0'], Image: 'app:1', State: 'running', Status: 'Up', Ports: [] },
  Labels: {
    [labels.project]: 'shop',
    [labels.pod]: 'web',
    [labels.container]: 'app',
    [labels.role]: 'app',
    [labels.attempt]: '0',
    [labels.index]: '0',
    [labels.version]: '1.0.0',
  },
};

/** An engine whose command writes this, and ends with this code. */
async function execOf(output: readonly Buffer[], exitCode: number) {
  daemon = await fakeDaemon(
    [
      ['GET', /\/containers\/json/, json(200, [container])],
      ['POST', /\/containers\/app\/exec/, json(201, { Id: 'command' })],
      ['GET', /\/exec\/command\/json/, json(200, { Running: false, ExitCode: exitCode })],
    ],
    (socket) => socket.end(Buffer.concat(output)),
  );
  const connection = { docker: daemon.docker } as EngineView['connection'];
  const { exec } = engineExec({ connection, scope: { project: 'shop' } });
  return (stdout: Writable, stderr: Writable) =>
    exec(
      { namespace: 'default', name: 'web' },
      'app',
      ['sh'],
      { stdout, stderr, tty: false, onResize: () => () => {} },
      patience(),
    );
}

/** Takes one piece a turn of the event loop, as a slow client does. */
function slow() {
  const taken: string[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      setImmediate(() => {
        taken.push(chunk.toString());
        done();
      });
    },
  });
  return { taken, stream };
}

it('the end of a command is told after all that it has written, however slow the client is', async () => {
  const pieces = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);
  const run = await execOf(
    pieces.map((piece) => frame('stdout', piece)),
    3,
  );
  const { taken, stream } = slow();
  expect(await run(stream, slow().stream)).toEqual({ is: 'exited', exitCode: 3 });
  expect(taken.join('')).toBe(pieces.join(''));
});

it('what the engine says of a command that never ran is the reason, and no output', async () => {
  const complaint =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown\r\n';
  const run = await execOf([frame('stdout', complaint)], 126);
  const { taken, stream } = slow();
  expect(await run(stream, slow().stream)).toMatchObject({
    is: 'notRun',
    reason: expect.stringContaining('executable file not found'),
  });
  expect(taken).toEqual([]);
});

it('output that only looks like a complaint of the engine is passed on', async () => {
  const words = 'OCI runtime exec failed: said the app\n';
  const run = await execOf([frame('stdout', words)], 0);
  const { taken, stream } = slow();
  expect(await run(stream, slow().stream)).toEqual({ is: 'exited', exitCode: 0 });
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  expect(taken.join('')).toBe(words);
});
