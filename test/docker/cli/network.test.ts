import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('network');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
const docker = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)('docker', args)).stdout.trim();

afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

const manifest = (more = ''): string =>
  folder.file(`
apiVersion: v1
kind: Pod
metadata:
  name: web
${more}
spec:
  containers:
    - {name: app, image: outrider/demo:0.1, command: [sleep, '1000']}
`);

async function inPod(...command: string[]): Promise<string> {
  const { stdout } = await runOutrider(cli('exec', '-T', 'web', '--', ...command));
  return stdout;
}

it('a pod has addresses and packets of the network that flags and its annotation ask for', async () => {
  const file = manifest("  annotations: {outrider.dev/network: '{subnets: [10.231.77.0/28], mtu: 1300}'}");
  const { exitCode, stderr } = await runOutrider(cli('up', file, '--detach', '--ipv6', '--mtu', '1380'));
  expect([exitCode, stderr]).toEqual([0, '']);
  expect((await inPod('cat', '/sys/class/net/eth0/mtu')).trim()).toBe('1380');
  expect(await inPod('cat', '/proc/net/fib_trie')).toContain('10.231.77.');
  expect(await inPod('cat', '/proc/net/if_inet6')).toMatch(/^fd/m);
  // The file without a word of it takes the network that is there.
  const again = await runOutrider(cli('up', manifest(), '--detach'));
  expect([again.exitCode, again.stderr]).toEqual([0, expect.not.stringContaining('anew')]);
});

it('a network that is there is joined, and stays', async () => {
  const name = `${folder.project}-lan`;
  await docker('network', 'create', '--subnet', '10.231.78.0/28', name);
  try {
    const { exitCode } = await runOutrider(cli('up', manifest(), '--detach', '--network', name));
    expect(exitCode).toBe(0);
    expect(await inPod('cat', '/proc/net/fib_trie')).toContain('10.231.78.');
    const networks = await docker(
      'network',
      'ls',
      '--filter',
      `name=${folder.project}`,
      '--format',
      '{{.Name}}',
    );
    expect(networks).toBe(name);
    await runOutrider(cli('down', '--grace-period', '0'));
    expect(await docker('network', 'inspect', '--format', '{{.Name}}', name)).toBe(name);
  } finally {
    await runOutrider(cli('down', '--grace-period', '0'));
    await docker('network', 'rm', name);
  }
});

it('what cannot be had is told with what to do', async () => {
  const taken = `${folder.project}-taken`;
  await docker('network', 'create', '--subnet', '10.231.79.0/28', taken);
  try {
    const clash = await runOutrider(cli('up', manifest(), '--output', 'plain', '--subnet', '10.231.79.0/28'));
    expect([clash.exitCode, clash.stderr]).toEqual([
      1,
      expect.stringMatching(/another network has addresses of this range\. Choose another one: `--subnet`/),
    ]);
  } finally {
    await docker('network', 'rm', taken);
  }
  const missing = await runOutrider(cli('up', manifest(), '--output', 'plain', '--network', 'nobody-has-it'));
  expect([missing.exitCode, missing.stderr]).toEqual([
    1,
    expect.stringContaining('Make it (docker network create nobody-has-it)'),
  ]);
});
