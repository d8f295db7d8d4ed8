import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../support/cli/run-outrider.ts';
import { runFile, shellService } from '../support/compose/run-file.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-limits');
/** The engine leaves the groups that it makes for a `cgroup_parent`. */
const group = `outrider-${process.pid}.slice`;
afterAll(() => {
  folder.remove();
  for (const controller of ['.', ...readdirSync('/sys/fs/cgroup')]) {
    const left = join('/sys/fs/cgroup', controller, group);
    if (existsSync(left)) rmdirSync(left);
  }
});
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

/** Prints `NAME VALUE` of the first file of cgroups that is there: of version 1, then of version 2. */
const reader = `g() { n=$1; shift; for f; do if [ -e /sys/fs/cgroup/$f ]; then echo "$n" $(cat /sys/fs/cgroup/$f); return; fi; done; echo "$n" none; }
`;

const MEMORY = `${reader}
g limit memory/memory.limit_in_bytes memory.max
g reserved memory/memory.soft_limit_in_bytes memory.low
g swap memory/memory.memsw.limit_in_bytes memory.swap.max
g swappiness memory/memory.swappiness
g oom memory/memory.oom_control
echo adjusted $(cat /proc/self/oom_score_adj)`;

const PROCESSORS = `${reader}
if [ -e /sys/fs/cgroup/cpu/cpu.cfs_quota_us ]; then echo quota $(cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us); else g quota cpu.max; fi
g weight cpu/cpu.shares cpu.weight
g set cpuset/cpuset.cpus cpuset.cpus
g pids pids/pids.max pids.max`;

it('a service has the memory, the processors and the number of processes that its file gives it', async () => {
  const { linesOf } = await runFile(
    folder,
    `services:
${shellService('memory', MEMORY, 'mem_limit: 64m\nmem_reservation: 32m\nmemswap_limit: 96m\nmem_swappiness: 10\noom_kill_disable: true\noom_score_adj: 200')}
${shellService('share', PROCESSORS, 'cpus: 0.5\ncpuset: "0"\ncpu_shares: 300\npids_limit: 55')}
${shellService('quota', PROCESSORS, 'cpu_quota: 30000\ncpu_period: 60000')}
${shellService('deployed', `${MEMORY}\n${PROCESSORS}`, 'deploy: {resources: {limits: {cpus: "0.25", memory: 70M, pids: 33}, reservations: {cpus: "0.125", memory: 20M}}}')}
`,
  );
  const mebi = 2 ** 20;
  expect(linesOf('memory')).toEqual([
    `limit ${64 * mebi}`,
    `reserved ${32 * mebi}`,
    // Memory and swap together, or the swap alone; a kernel may keep no account of it.
    expect.stringMatching(new RegExp(`^swap (?:${96 * mebi}|${32 * mebi}|none)$`)),
    expect.stringMatching(/^swappiness (?:10|none)$/),
    expect.stringMatching(/^oom (?:oom_kill_disable 1 .*|none)$/),
    'adjusted 200',
  ]);
  expect(linesOf('share')).toEqual([
    'quota 50000 100000',
    expect.stringMatching(/^weight (?:300|1[0-9]|3[0-9])$/),
    'set 0',
    'pids 55',
  ]);
  expect(linesOf('quota')[0]).toBe('quota 50000 100000');
  expect(linesOf('deployed')).toEqual(
    expect.arrayContaining([
      `limit ${70 * mebi}`,
      `reserved ${20 * mebi}`,
      'quota 25000 100000',
      expect.stringMatching(/^weight (?:128|\d|[12]\d)$/),
      'pids 33',
    ]),
  );
}, 120_000);

/** One that a container does not have anyway. */
const device = ['/dev/loop-control', '/dev/fuse', '/dev/net/tun', '/dev/kmsg'].find((path) =>
  existsSync(path),
);

it('a service has the rights, devices, terminals and namespaces that its file gives it', async () => {
  const namespaces = 'for n in pid user uts ipc; do readlink /proc/self/ns/$n; done';
  const { stdout: ofMachine } = await run('docker', [
    ...['run', '--rm', '--pid', 'host', '--userns', 'host', '--uts', 'host', '--ipc', 'host'],
    ...['--entrypoint', 'sh', 'outrider/demo:0.1', '-c', namespaces],
  ]);
  const { linesOf } = await runFile(
    folder,
    `services:
${shellService('locked', 'grep NoNewPrivs /proc/self/status | cut -f2', 'security_opt: ["no-new-privileges:true"]')}
${shellService(
  'devices',
  [
    'for d in "< /dev/brim" ">> /dev/brim"; do eval "(: $d)" 2>&1 | grep -c "not permitted"; done',
    'mknod /tmp/allowed c 10 229; mknod /tmp/other c 10 232',
    'for d in allowed other; do (: < /tmp/$d) 2>&1 | grep -c "not permitted"; done',
  ].join('\n'),
  `devices: [{source: ${device}, target: /dev/brim, permissions: r}]\ndevice_cgroup_rules: ["c 10:229 rwm"]`,
)}
${shellService('machine', namespaces, 'pid: host\nuserns_mode: host\nuts: host\nipc: host')}
${shellService('group', 'cut -d: -f3 /proc/self/cgroup | sort | tail -1', `cgroup: host\ncgroup_parent: ${group}`)}
${shellService('own', 'cut -d: -f3 /proc/self/cgroup | sort -u', 'cgroup: private')}
${shellService('typed', 'tty', 'tty: true')}
${shellService('open', 'tty; readlink /proc/self/fd/0 | cut -d: -f1', 'stdin_open: true')}
${shellService('plain', 'tty; readlink /proc/self/fd/0')}
${shellService('kernel', 'cat /proc/sys/net/core/somaxconn', 'sysctls: {net.core.somaxconn: 333}\nruntime: runc')}
`,
  );
  expect(linesOf('locked')).toEqual(['1']);
  expect(linesOf('devices')).toEqual(['0', '1', '0', '1']);
  expect(linesOf('machine')).toEqual(ofMachine.trim().split('\n'));
  expect(linesOf('group')).toEqual([expect.stringContaining(group)]);
  expect(linesOf('own')).toEqual(['/']);
  expect(linesOf('typed')).toEqual(['/dev/pts/0']);
  expect(linesOf('open')).toEqual(['not a tty', 'pipe']);
  expect(linesOf('plain')).toEqual(['not a tty', '/dev/null']);
  expect(linesOf('kernel')).toEqual(['333']);
}, 120_000);

const disk = readdirSync('/sys/block').find(
  (name) => !/^(?:loop|ram|zram|dm-|sr|fd|md|nbd)/.test(name) && existsSync(`/dev/${name}`),
);
const withDisk = disk === undefined ? it.skip : it;
if (disk === undefined) process.stderr.write('skipped: there is no disk here whose speed could be limited\n');

withDisk(
  'a service reads and writes a disk as fast as its file lets it',
  async () => {
    const rates = ['read_bps', 'write_bps', 'read_iops', 'write_iops'];
    const path = `/dev/${disk}`;
    const { linesOf } = await runFile(
      folder,
      `services:
${shellService(
  'app',
  `if [ -e /sys/fs/cgroup/io.max ]; then cat /sys/fs/cgroup/io.max
elif [ ! -e /sys/fs/cgroup/blkio/blkio.throttle.read_bps_device ]; then echo none
else for r in ${rates.join(' ')}; do
  echo $r $(cut -d' ' -f2 /sys/fs/cgroup/blkio/blkio.throttle.\${r}_device); done; fi`,
  `blkio_config:
  device_read_bps: [{path: ${path}, rate: 3mb}]
  device_write_bps: [{path: ${path}, rate: 2mb}]
  device_read_iops: [{path: ${path}, rate: 700}]
  device_write_iops: [{path: ${path}, rate: 600}]`,
)}
`,
    );
    const all = linesOf('app').join('\n');
    if (all === 'none') {
      process.stderr.write('skipped: the kernel limits the speed of no disk\n');
      return;
    }
    for (const wanted of [
      /read_bps 3145728|rbps=3145728/,
      /write_bps 2097152|wbps=2097152/,
      /read_iops 700|riops=700/,
      /write_iops 600|wiops=600/,
    ])
      expect(all).toMatch(wanted);
  },
  120_000,
);
