import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDemo } from '../../support/cli/demo.ts';
import { projectFolder, runOutrider, type Started } from '../../support/cli/run-outrider.ts';
import { warned } from '../../support/cli/warned.ts';

const folder = projectFolder('watch');
const otherNetwork = `${folder.project}-other`;
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
let run: Started;

beforeAll(async () => {
  run = await startDemo(folder.project);
}, 60_000);

afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  await docker('network', 'rm', otherNetwork).catch(() => {});
  folder.remove();
}, 60_000);

/** Whatever was done to it, capture is on afterwards, proven from inside. */
afterEach(async () => {
  expect(await outrider('capture', 'verify', 'server')).toMatchObject({ exitCode: 0 });
  expect((await outrider('capture', 'status', 'server')).stdout).toMatch(/^server: capture is on/);
});

async function docker(...args: string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout.trim();
}

const label = (name: string, value: string) => ['--filter', `label=dev.outrider.${name}=${value}`];
const holder = () =>
  docker(
    'ps',
    '-q',
    ...label('project', folder.project),
    ...label('role', 'holder'),
    ...label('pod', 'server'),
  );

const inNamespace = async (script: string) => {
  const { exitCode, stderr } = await outrider('debug', 'server', '--', 'sh', '-ec', script);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
};

/** Services have rules of their own, with a guard of their own, in the same namespace. */
const ofServices = 'the rules or names of Services were changed';

/** Does something to the pod's rules and waits until they are on again; answers with the warnings about capture that told of it. */
async function repaired(act: () => Promise<unknown>): Promise<readonly string[]> {
  const before = run.events().length;
  const applied = run.events().filter(({ type }) => type === 'CaptureApplied').length;
  await act();
  await run.seen('CaptureApplied', undefined, applied + 1);
  return run
    .events()
    .slice(before)
    .flatMap((event) => (event.type === 'Warning' && event.pod === 'server' ? [event.message] : []))
    .filter((message) => !message.startsWith(ofServices));
}

async function counted(rule: string): Promise<number> {
  const { stdout } = await outrider('capture', 'rules', 'server', '--output', 'json');
  const rules: readonly { name: string; packets: number }[] = JSON.parse(stdout).result;
  return rules.find(({ name }) => name === rule)!.packets;
}

describe('what changes the rules behind our back is noticed and repaired', () => {
  it('a condition of one rule', async () => {
    const rules = { nft: 'nft list table inet outrider', iptables: 'iptables-save -t nat' };
    const warnings = await repaired(() =>
      inNamespace(
        `if ${rules.nft} > /tmp/r 2>/dev/null; then sed -i 's/meta skuid 1337/meta skuid 2000/' /tmp/r; ` +
          '{ echo delete table inet outrider; cat /tmp/r; } | nft -f -; ' +
          `else ${rules.iptables} > /tmp/r; sed -i 's/--uid-owner 1337/--uid-owner 2000/' /tmp/r; iptables-restore < /tmp/r; fi`,
      ),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/has another proxy-uid: .*2000.*; the rules are put on again$/),
    ]);
  });

  it('a rule of Docker’s that comes before ours, as connecting a network may put it there', async () => {
    const jump = 'OUTPUT -d 127.0.0.11 -j DOCKER_OUTPUT';
    const warnings = await repaired(() =>
      inNamespace(`iptables -t nat -D ${jump}; iptables -t nat -I ${jump}`),
    );
    expect(warnings).toEqual([
      expect.stringMatching(/rules of others come before ours in nat OUTPUT .*; the rules are put on again$/),
    ]);
  });

  it('a flush of everything in the namespace, which costs Docker its rules, too', async () => {
    const warnings = await repaired(() => inNamespace('nft flush ruleset'));
    expect(warnings[0]).toMatch(/^the capture rules are gone .*; the rules are put on again$/);
    expect(await warned(run, 'server', 'Docker’s rules for it are gone')).toMatch(/; .*recreate the pod/);
    expect(await warned(run, 'server', ofServices)).toMatch(/they are loaded again$/);
  });

  it('a holder that is restarted: its namespace is lost, and made anew with the rules in it', async () => {
    await repaired(async () => docker('restart', '--time', '0', await holder()));
    expect(run.events()).toContainEqual(expect.objectContaining({ type: 'SandboxLost', pod: 'server' }));
    await run.seen('PodReady', undefined, 3);
  });
});

describe('what leaves the rules alone', () => {
  it('a network that is connected is captured as well, and can go again', async () => {
    await docker('network', 'create', '--label', `dev.outrider.project=${folder.project}`, otherNetwork);
    const id = await holder();
    await docker('network', 'connect', otherNetwork, id);
    const networks = JSON.parse(await docker('inspect', '-f', '{{json .NetworkSettings.Networks}}', id));
    const url = `http://${networks[otherNetwork].IPAddress}:8080/`;
    const before = await counted('all-inbound');
    await docker(
      'run',
      '--rm',
      '--network',
      otherNetwork,
      '--entrypoint',
      'curl',
      'outrider/demo:0.1',
      '-sSf',
      url,
    );
    expect(await counted('all-inbound')).toBeGreaterThan(before);
    await docker('network', 'disconnect', otherNetwork, id);
  });

  it('a prune takes an ended container and nothing that runs', async () => {
    const running = run
      .events()
      .filter((event) => event.type === 'ContainerRunning' && event.container === 'app');
    expect(await outrider('restart', 'server/app')).toMatchObject({ exitCode: 0 });
    await run.seen('ContainerRunning', 'app', running.length + 1);
    const pruned = await docker('container', 'prune', '-f', ...label('project', folder.project));
    expect(pruned).toContain('Deleted Containers');
    expect(await holder()).not.toBe('');
  });
});
