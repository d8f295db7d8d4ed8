import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectFolder, runOutrider, type Started, startOutrider } from '../../support/cli/run-outrider.ts';
import { warned } from '../../support/cli/warned.ts';

const folder = projectFolder('mends');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
let run: Started;

const pods = `
apiVersion: v1
kind: ConfigMap
metadata: {name: proxy}
data:
  haproxy.cfg: |
    defaults
      mode tcp
      timeout connect 1s
      timeout client 2s
      timeout server 2s
    listen outbound
      bind 127.0.0.1:15001
      server original 0.0.0.0:0
    listen inbound
      bind "0.0.0.0:15006" transparent
      tcp-request connection reject if { dst_port 15006 }
      server original 0.0.0.0:0 source 127.0.0.6
${pod('native', 'backend: nftables')}
${pod('through', 'mode: TPROXY')}`;

function pod(name: string, options: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations: {outrider.dev/capture: "{proxy: haproxy, ${options}}"}
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
    - name: haproxy
      image: haproxy:2.6
      restartPolicy: Always
      securityContext: {runAsUser: 0, runAsGroup: 1337}
      volumeMounts: [{name: proxy, mountPath: /usr/local/etc/haproxy}]
  containers:
    - {name: app, image: "outrider/demo:0.1", args: [server]}
  volumes:
    - {name: proxy, configMap: {name: proxy}}
`.replace('runAsUser: 0', name === 'native' ? 'runAsUser: 1337' : 'runAsUser: 0');
}

beforeAll(async () => {
  run = startOutrider(['-p', folder.project, 'up', folder.file(pods), '--output', 'json']);
  await run.seen('PodReady', undefined, 2);
}, 60_000);

afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  folder.remove();
}, 60_000);

async function inPod(name: string, script: string): Promise<void> {
  const { exitCode, stderr } = await outrider('debug', name, '--', 'sh', '-ec', script);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}

const count = (type: string) => run.events().filter((event) => event.type === type).length;

/** Does something to the rules and waits until they are on again. */
async function mended(act: () => Promise<void>): Promise<void> {
  const applied = count('CaptureApplied');
  await act();
  await run.seen('CaptureApplied', undefined, applied + 1);
}

const flush = () => inPod('native', 'nft flush chain inet outrider nat_output');

describe('the guard of capture', () => {
  it('goes on after a proof that failed: the failure is told and tried again, and later damage is mended', async () => {
    await mended(async () => {
      // A foreign rule ahead of ours takes the connection of the proof away.
      await inPod(
        'native',
        `nft 'table ip foreign { chain first { type nat hook output priority -120; ip daddr 192.0.2.2 dnat to 192.0.2.3; }; }'`,
      );
      await flush();
      await run.seen('CaptureFailed', undefined, 2);
      expect(run.events()).toContainEqual(
        expect.objectContaining({
          type: 'CaptureFailed',
          pod: 'native',
          message: expect.stringMatching(/was not captured/),
          retryInMs: 1000,
        }),
      );
      expect((await outrider('why', 'native')).stdout).toMatch(/traffic capture has failed/);
      await inPod('native', 'nft delete table ip foreign');
    });
    await mended(flush);
    expect(await outrider('capture', 'verify', 'native')).toMatchObject({ exitCode: 0 });
  });

  it('tells of a leftover of another backend and still compares what was applied', async () => {
    await inPod(
      'native',
      'printf "*nat\\n:OUTRIDER_OUTPUT - [0:0]\\n-A OUTRIDER_OUTPUT -j RETURN\\nCOMMIT\\n" | iptables-restore --noflush',
    );
    expect(await warned(run, 'native', 'both decide')).toMatch(/the rules of iptables-\w+ are left/);
    const { stdout } = await outrider('capture', 'status', 'native');
    expect(stdout).toMatch(/^native: capture is on, REDIRECT with nftables\n/);
    expect(stdout).not.toContain('is gone');
    await mended(flush);
    const { backend } = run.events().findLast((event) => event.type === 'CaptureApplied') as {
      backend: string;
    };
    expect(backend).toBe('nftables');
  });

  it('puts the routing rule of TPROXY back', async () => {
    await mended(() => inPod('through', 'ip rule del priority 32000'));
    expect(await warned(run, 'through', 'routing rule')).toMatch(/; the rules are put on again$/);
    expect(await outrider('capture', 'verify', 'through')).toMatchObject({ exitCode: 0 });
  });
});

describe('the proof on request', () => {
  const asleep = async (act: () => Promise<void>) => {
    run.process.kill('SIGSTOP');
    try {
      await act();
    } finally {
      run.process.kill('SIGCONT');
    }
  };

  it.each([
    ['native', 'nft flush chain inet outrider nat_inbound', 'chain nat INBOUND'],
    ['through', 'ip route flush table 133', 'route of table 133'],
  ])('fails with a sentence where inbound capture of %s is damaged', async (name, damage, words) => {
    await mended(() =>
      asleep(async () => {
        await inPod(name, damage);
        const { exitCode, stdout } = await outrider('capture', 'verify', name);
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(new RegExp(`inbound: leaking: .*${words}`));
      }),
    );
    expect(await outrider('capture', 'verify', name)).toMatchObject({ exitCode: 0 });
  });
});

it('capture on puts rules on again that are on', async () => {
  await mended(async () => {
    const { exitCode, stderr } = await outrider('capture', 'on', 'native');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('its rules were put on again')]);
  });
});
