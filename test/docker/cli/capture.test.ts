import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDemo } from '../../support/cli/demo.ts';
import { projectFolder, runOutrider, type Started } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('capture');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
let run: Started;

beforeAll(async () => {
  run = await startDemo(folder.project);
}, 60_000);
afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  folder.remove();
});

describe('outrider capture on the demo', () => {
  it('status says that it is on, and with what', async () => {
    const { exitCode, stdout } = await outrider('capture', 'status', 'client');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^client: capture is on, REDIRECT with (iptables|nft)/);
    expect(stdout).not.toContain('!');
  });

  it('rules count the connections of the app', async () => {
    const { stdout } = await outrider('capture', 'rules', 'client', '--output', 'json');
    const rules: readonly { name: string; packets: number; loaded: boolean }[] = JSON.parse(stdout).result;
    expect(rules.every(({ loaded }) => loaded)).toBe(true);
    expect(rules.find(({ name }) => name === 'all-outbound')!.packets).toBeGreaterThan(0);
  });

  it('flows name the original destination, who took it and the rule', async () => {
    const { stdout } = await outrider('capture', 'flows', 'client', '--output', 'json');
    const flows: readonly { original: { destinationPort: number }; takenBy: string; rule?: string }[] =
      JSON.parse(stdout).result;
    expect(flows).toContainEqual(
      expect.objectContaining({
        original: expect.objectContaining({ destinationPort: 8080 }),
        takenBy: 'outbound',
        rule: 'all-outbound',
      }),
    );
  });

  it('row 30: a call of a capture port itself is refused by the demo’s proxy, and goes round in no circle', async () => {
    const call = ['debug', 'client', '--', 'curl', '-sS', '-m', '3'];
    expect((await outrider(...call, 'http://127.0.0.1:15001/')).exitCode).not.toBe(0);
    const { stdout } = await outrider('capture', 'rules', 'client', '--output', 'json');
    const rules: readonly { name: string; packets: number }[] = JSON.parse(stdout).result;
    expect(rules.flatMap(({ name, packets }) => (name === 'loop-alarm' ? [packets] : []))).toEqual([0, 0]);
  });

  it('verify proves it from inside; off and on are seen, and told as events', async () => {
    expect((await outrider('capture', 'verify', 'client')).exitCode).toBe(0);
    expect((await outrider('capture', 'off', 'client')).stderr).toBe('client: capture is off\n');
    await run.seen('CaptureRemoved');
    expect((await outrider('capture', 'off', 'client')).stderr).toBe('client: capture is off already\n');
    const shown = (await outrider('capture', 'rules', 'client')).stdout;
    expect(shown).toMatch(/^client: capture is off, no rule is loaded\n/);
    expect(shown).not.toMatch(/nat (INBOUND|OUTPUT|PROXY)/);
    const off = await outrider('capture', 'verify', 'client');
    expect([off.exitCode, off.stdout.split('\n')[0]]).toEqual([1, 'client: leaking']);
    expect((await outrider('capture', 'on', 'client')).stderr).toBe('client: capture is on\n');
    await run.seen('CaptureApplied', undefined, 3);
    expect((await outrider('capture', 'verify', 'client')).exitCode).toBe(0);
  });

  it('rules that somebody takes away are put on again, with a warning', async () => {
    const seen = run.events().filter(({ type }) => type === 'CaptureApplied').length;
    const { exitCode } = await outrider('debug', 'client', '--', 'sh', '-c', takeJumpAway);
    expect(exitCode).toBe(0);
    await run.seen('CaptureApplied', undefined, seen + 1);
    expect(run.events().filter((event) => event.type === 'Warning')).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('the rules are put on again') }),
    );
  });

  it('debug says in words that there is no such tool', async () => {
    const { exitCode, stderr } = await outrider('debug', 'client', '--', 'nosuch');
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      1,
      'outrider: there is no program nosuch among the network tools',
    ]);
  });

  it('debug runs a tool in the namespace and leaves no container', async () => {
    const { exitCode, stdout } = await outrider('debug', 'client', '--', 'cat', '/proc/net/tcp');
    expect([exitCode, stdout.includes('local_address')]).toEqual([0, true]);
    expect((await outrider('ps', '--output', 'json')).stdout).not.toContain('debug');
  });

  it('debug gives tcpdump what it needs, which includes giving up root', async () => {
    const { exitCode, stdout } = await outrider('debug', 'client', '--', 'tcpdump', '-c', '1', '-q', 'tcp');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/IP .* > .*tcp \d/)]);
  });
});

/** Whatever the backend: an nftables table of ours, or the jump at the head of OUTPUT. */
const takeJumpAway =
  'nft delete table inet outrider 2>/dev/null || iptables -t nat -D OUTPUT 1 2>/dev/null || iptables-legacy -t nat -D OUTPUT 1';
