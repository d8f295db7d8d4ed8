import { afterEach, expect, it } from '@jest/globals';
import { execIn } from '../../../../src/docker/holder/exec.ts';
import {
  type Answer,
  type FakeDaemon,
  fakeDaemon,
  frame,
  type Hijack,
  json,
  patience,
} from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

async function engine(hijack: Hijack, states: readonly object[], create: Answer = json(201, { Id: 'e' })) {
  let asked = 0;
  daemon = await fakeDaemon(
    [
      ['POST', /\/containers\/c\/exec/, create],
      ['GET', /\/exec\/e\/json/, (...all) => json(200, states[Math.min(asked++, states.length - 1)])(...all)],
    ],
    hijack,
  );
  return daemon.docker;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

it('gives the code and both outputs', async () => {
  const docker = await engine(
    (socket) => socket.end(Buffer.concat([frame('stdout', 'out'), frame('stderr', 'err')])),
    [{ Running: false, ExitCode: 3 }],
  );
  const result = await execIn(docker, 'c', { command: ['x'] }, 5_000, patience());
  expect(result).toMatchObject({ exitCode: 3, timedOut: false });
  expect([text(result.stdout), text(result.stderr)]).toEqual(['out', 'err']);
});

it('waits for the code when the output closes a moment earlier', async () => {
  const docker = await engine(
    (socket) => socket.end(),
    [
      { Running: true, ExitCode: null },
      { Running: true, ExitCode: null },
      { Running: false, ExitCode: 7 },
    ],
  );
  await expect(execIn(docker, 'c', { command: ['x'] }, 5_000, patience())).resolves.toMatchObject({
    exitCode: 7,
  });
});

it('reports a command that is still running at the deadline, with what it said so far', async () => {
  const docker = await engine(
    (socket) => socket.write(frame('stdout', 'so far')),
    [{ Running: true, ExitCode: null }],
  );
  const result = await execIn(docker, 'c', { command: ['x'] }, 50, patience());
  expect(result).toMatchObject({ timedOut: true });
  expect(result.exitCode).toBeUndefined();
  expect(text(result.stdout)).toBe('so far');
});

it('a command that ended while a child keeps its output open has ended', async () => {
  const docker = await engine(() => {}, [{ Running: false, ExitCode: 0 }]);
  await expect(execIn(docker, 'c', { command: ['x'] }, 50, patience())).resolves.toMatchObject({
    exitCode: 0,
    timedOut: false,
  });
});

it('keeps 64 KiB of each output and reads on', async () => {
  const docker = await engine(
    (socket) => {
      for (let n = 0; n < 20; n++) socket.write(frame('stdout', 'x'.repeat(16_000)));
      socket.end(frame('stderr', 'the end'));
    },
    [{ Running: false, ExitCode: 0 }],
  );
  const result = await execIn(docker, 'c', { command: ['x'] }, 5_000, patience());
  expect(result.stdout.length).toBe(64 * 1024);
  expect(text(result.stderr)).toBe('the end');
});

it('a command that does not exist has its reason on stderr', async () => {
  const said =
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "x": executable file not found in $PATH: unknown\r\n';
  const docker = await engine(
    (socket) => socket.end(frame('stdout', said)),
    [{ Running: false, ExitCode: 126 }],
  );
  const result = await execIn(docker, 'c', { command: ['x'] }, 5_000, patience());
  expect(result.exitCode).toBe(126);
  expect(text(result.stderr)).toBe('exec: "x": executable file not found in $PATH');
  expect(result.stdout).toHaveLength(0);
});

it('a program of its own that ends with 127 keeps its output', async () => {
  const docker = await engine(
    (socket) => socket.end(frame('stdout', 'mine')),
    [{ Running: false, ExitCode: 127 }],
  );
  expect(text((await execIn(docker, 'c', { command: ['x'] }, 5_000, patience())).stdout)).toBe('mine');
});

it('a container that does not run cannot run anything', async () => {
  const docker = await engine(() => {}, [], json(409, { message: 'Container c is not running' }));
  const result = await execIn(docker, 'c', { command: ['x'] }, 5_000, patience());
  expect(result).toMatchObject({ timedOut: false });
  expect(result.exitCode).toBeUndefined();
  expect(text(result.stderr)).toBe('Container c is not running');
});

it('an engine that is gone is an error, not a failed command', async () => {
  const docker = await engine(
    () => {},
    [],
    (response) => response.socket?.destroy(),
  );
  await expect(execIn(docker, 'c', { command: ['x'] }, 5_000, patience())).rejects.toMatchObject({
    code: 'no-engine',
  });
});

it('the caller can give up while it runs', async () => {
  const controller = new AbortController();
  const docker = await engine(() => controller.abort(), []);
  await expect(execIn(docker, 'c', { command: ['x'] }, 60_000, controller.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
});
