import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../../support/cli/run-outrider.ts';
import { readPcapng } from '../../support/pcapng.ts';

const folder = projectFolder('pcap');
const of = ['-p', folder.project];

beforeAll(async () => {
  const demo = join(process.cwd(), 'examples/demo/pods.yaml');
  expect(await runOutrider([...of, 'up', demo, '--detach', '--wait'])).toMatchObject({ exitCode: 0 });
}, 120_000);
afterAll(async () => {
  await runOutrider([...of, 'down']);
  folder.remove();
  expect(await leftOf(folder.project)).toEqual([]);
}, 120_000);

it('the packets of a pod are recorded with the names of the pods and the original destination of what capture took', async () => {
  const file = join(folder.path, 'client.pcapng');
  const filter = ['tcp', 'port', '15001', 'or', 'port', '8080'];
  const { exitCode, stderr } = await runOutrider([
    ...of,
    'pcap',
    'client',
    '-o',
    file,
    '--count',
    '60',
    ...filter,
  ]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: `Recording the packets of pod client to ${file}. Ctrl-C ends.\n`,
  });
  const { interfaces, names, packets } = readPcapng(readFileSync(file));
  expect(interfaces[0]!.comment).toBe('pod client, containers haproxy (sidecar), app (app)');
  expect(Object.values(names).sort()).toEqual(['client', 'server', 'server.default.svc']);
  expect(packets).toHaveLength(60);
  expect(packets.map(({ comment }) => comment)).toContainEqual(
    expect.stringMatching(/^original destination [\d.]+:8080 \(server\.default\.svc\)$/),
  );
}, 120_000);

it('a filter that tcpdump does not know is refused in its words, and an earlier recording stays', async () => {
  const file = folder.file('an earlier recording', 'kept.pcapng');
  const { exitCode, stderr } = await runOutrider([
    ...of,
    'pcap',
    'client',
    '-o',
    file,
    'no',
    'such',
    'thing',
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/syntax error/);
  expect(stderr).not.toContain('at ');
  expect(readFileSync(file, 'utf8')).toBe('an earlier recording');
}, 60_000);

it('a file that cannot be written is told before anything is recorded', async () => {
  const { exitCode, stderr } = await runOutrider([...of, 'pcap', 'client', '-o', '/no/such/folder/x.pcapng']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('/no/such/folder/x.pcapng cannot be written');
  expect(existsSync('/no/such/folder')).toBe(false);
}, 60_000);
