import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { secretsFolder } from '../../src/cli/recipes/secrets-folder.ts';
import type { EventType, OutriderEvent } from '../../src/events/types.ts';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';
import { describeEngine } from './support/describe-engine.ts';
import { unlessThere } from './support/programs.ts';

const ttlMs = 6_000;

unlessThere('openbao')('the recipe vault-agent', () => {
  const folder = projectFolder('vault-agent');
  const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
  const read = async (target: string, command: string) =>
    (await outrider('exec', '-T', target, '--', 'sh', '-c', command)).stdout;
  /** As `vault kv put` answers: when the server had it. */
  const rotate = async (password: string): Promise<number> => {
    const command = 'vault kv put -format=json secret/app password=-';
    const args = ['-p', folder.project, 'exec', '-T', 'vault/vault', '--', 'sh', '-c', command];
    const { stdout } = await runOutrider(args, { input: password });
    return Date.parse((JSON.parse(stdout) as { data: { created_time: string } }).data.created_time);
  };
  let run: Started;

  beforeAll(async () => {
    const recipe = `vault-agent:ttl=${ttlMs / 1000}s`;
    run = startOutrider([
      '-p',
      folder.project,
      'up',
      'examples/secrets.yaml',
      '--output',
      'json',
      '--with',
      recipe,
    ]);
    await changes('token');
  }, 60_000);
  afterAll(async () => {
    run.process.kill('SIGINT');
    await run.ended;
    folder.remove();
  }, 30_000);

  const first = (type: EventType, container: string): OutriderEvent =>
    run
      .events()
      .find((event) => event.type === type && 'container' in event && event.container === container)!;
  /** What the app has said of a file so far, once it was so many times. */
  const changes = async (
    file: string,
    times = 1,
  ): Promise<readonly { at: number; fingerprint: string }[]> => {
    for (;;) {
      const logs = run.events().filter((event) => event.type === 'Log');
      const found = logs.flatMap(({ container, line, time }) => {
        const said = container === 'app' && new RegExp(`^${file} is (\\w+)$`).exec(line);
        return said ? [{ at: Date.parse(time), fingerprint: said[1]! }] : [];
      });
      if (found.length >= times) return found;
      await run.seen('Log', undefined, logs.length + 1);
    }
  };

  it('has the files there before the app starts', async () => {
    expect(first('ContainerStarted', 'vault-agent').seq).toBeLessThan(first('ContainerRunning', 'app').seq);
    expect(await changes('password')).toHaveLength(1);
    expect(first('ContainerTerminated', 'app')).toBeUndefined();
  });

  it('brings a rotated secret to the app’s file within two seconds', async () => {
    for (const attempt of [2, 3, 4]) {
      const password = randomBytes(24).toString('base64url');
      const rotatedAt = await rotate(password);
      const { at, fingerprint } = (await changes('password', attempt))[attempt - 1]!;
      expect(fingerprint).toBe(fingerprintOf(password));
      expect(at - rotatedAt).toBeGreaterThan(0);
      expect(at - rotatedAt).toBeLessThan(2_000);
    }
  }, 30_000);

  it('renews the short-lived one before it ends, with no restart', async () => {
    const found = await changes('token', 3);
    for (const [index, { at }] of found.slice(1).entries()) expect(at - found[index]!.at).toBeLessThan(ttlMs);
    expect(
      first('ContainerTerminated', 'app') ?? first('ContainerTerminated', 'vault-agent'),
    ).toBeUndefined();
  }, 30_000);

  it('lets no secret out: into no label, event, log, argument or variable', async () => {
    // Of what the app has just read, of what the agent logs in with, and of the server's own administrator.
    const secrets = [
      await read('app/app', 'cat /vault/secrets/password'),
      await read('app/app', 'cat /vault/secrets/token'),
      await read('app/vault-agent', 'cat /run/vault-login/role-id'),
      await read('app/vault-agent', 'cat /run/vault-login/secret-id'),
      await read('vault/vault', 'cat "$HOME/.vault-token"'),
    ];
    for (const secret of secrets) expect(secret).toMatch(/^\S{20,}$/);
    const processes = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"';
    const places = {
      engine: await describeEngine(folder.project),
      events: JSON.stringify(run.events()),
      server: await read('vault/vault', processes),
      agent: await read('app/vault-agent', processes),
    };
    expect(places.engine).toContain('dev.outrider.spec-hash');
    expect(places.events).toContain(fingerprintOf(secrets[0]!));
    expect([places.server, places.agent]).toEqual([
      expect.stringContaining('-config='),
      expect.stringContaining('-config='),
    ]);
    for (const [place, text] of Object.entries(places))
      for (const [index, secret] of secrets.entries())
        expect([place, index, text.includes(secret)]).toEqual([place, index, false]);
  }, 30_000);

  it('gives the app nothing but the files to read', async () => {
    const mounts = await read('app/app', 'ls /run/vault-login /etc/vault-agent 2>&1; echo >/vault/secrets/x');
    expect(mounts.match(/No such file/g)).toHaveLength(2);
    expect(await read('app/app', 'ls /vault/secrets')).toBe('password\ntoken\n');
    expect(await read('app/app', 'grep " /vault/secrets " /proc/mounts')).toMatch(/^tmpfs /);
  });

  it('logs in anew at a server that has forgotten it', async () => {
    const before = (await changes('password')).length;
    await outrider('kill', 'vault/vault');
    await changes('password', before + 1);
    expect(first('ContainerTerminated', 'app')).toBeUndefined();
  }, 60_000);

  it('leaves nothing behind', async () => {
    run.process.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(0);
    expect(await leftOf(folder.project)).toEqual([]);
    const kept = secretsFolder(folder.project, process.env);
    expect(readdirSync(kept)).toHaveLength(2);
    expect((await outrider('down', '--volumes')).exitCode).toBe(0);
    expect(existsSync(kept)).toBe(false);
  }, 60_000);
});

/** As the app tells it. */
function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 12);
}
