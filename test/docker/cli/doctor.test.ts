import { describe, expect, it } from '@jest/globals';
import { leftOf, runOutrider } from '../../support/cli/run-outrider.ts';

async function doctor(...args: string[]): Promise<{
  readonly exitCode: number | null;
  readonly usable: readonly string[];
  readonly missing: readonly string[];
}> {
  const { exitCode, stdout } = await runOutrider(['doctor', '--output', 'json', ...args]);
  const { usable, reports } = JSON.parse(stdout);
  const missing = reports
    .filter(({ works }: { works: boolean }) => !works)
    .map(({ backend, feature }: { backend: string; feature: string }) => `${backend} ${feature}`);
  return { exitCode, usable, missing };
}

describe('doctor tries capture in a throw-away namespace', () => {
  it('finds a backend that works, and leaves nothing', async () => {
    const { exitCode, usable } = await doctor();
    expect(exitCode).toBe(0);
    expect(usable).not.toEqual([]);
    expect(await leftOf('outrider-doctor')).toEqual([]);
  });

  it('tells that the legacy variant needs NET_RAW', async () => {
    const { exitCode, usable, missing } = await doctor('--without', 'NET_RAW');
    expect(exitCode).toBe(0);
    expect(usable).not.toContain('iptables-legacy');
    expect(missing).toContain('iptables-legacy base');
  });

  it('tells that nothing works without NET_ADMIN, and ends with exit code 1', async () => {
    const { exitCode, usable } = await doctor('--without', 'CAP_NET_ADMIN');
    expect([exitCode, usable]).toEqual([1, []]);
    const { stdout } = await runOutrider(['doctor', '--without', 'NET_ADMIN']);
    expect(stdout).toContain('capture does not work');
    expect(stdout).toContain('faults that work: pause, kill, stop-signal\n');
    expect(stdout).toContain('  without loss: ');
  });
});
