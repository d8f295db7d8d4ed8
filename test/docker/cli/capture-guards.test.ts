import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';
import { warned } from '../../support/cli/warned.ts';

const folder = projectFolder('guards');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
let run: Started;

/** Two pods with a proxy as one may write it at first: it passes on whatever it is given. */
const pods = `
apiVersion: v1
kind: ConfigMap
metadata: {name: naive}
data:
  haproxy.cfg: |
    global
      maxconn 200
    defaults
      mode tcp
      timeout connect 1s
      timeout client 2s
      timeout server 2s
    listen outbound
      bind 127.0.0.1:15001
      server original 0.0.0.0:0
    listen inbound
      bind "\${INBOUND}:15006"
      server original 0.0.0.0:0 source 127.0.0.6
${['circle', 'deaf'].map(pod).join('')}`;

function pod(name: string): string {
  const deaf = name === 'deaf';
  return `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations:
    outrider.dev/capture: "{proxy: haproxy${deaf ? ', outboundPort: 15011' : ''}}"
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
    - name: haproxy
      image: haproxy:2.6
      restartPolicy: Always
      securityContext: {runAsUser: 1337, runAsGroup: 1337}
      env: [{name: INBOUND, value: "${deaf ? '127.0.0.1' : '0.0.0.0'}"}]
      volumeMounts: [{name: naive, mountPath: /usr/local/etc/haproxy}]
  containers:
    - {name: app, image: "outrider/demo:0.1", args: [server]}
  volumes:
    - {name: naive, configMap: {name: naive}}
`;
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

const inCircle = (script: string) => outrider('debug', 'circle', '--', 'sh', '-c', script);

describe('each mistake is told as an event, with its cure', () => {
  it('nobody listens where connections are led', async () => {
    expect(await warned(run, 'deaf', 'nobody listens on port 15011')).toMatch(/; have the proxy listen on /);
  });

  it('a proxy listens on localhost for connections from outside', async () => {
    expect(await warned(run, 'deaf', 'listens on localhost only')).toMatch(
      /; have it listen on 0\.0\.0\.0:15006$/,
    );
  });

  it('somebody outside calls a capture port, and the proxy goes round in circles', async () => {
    const { stdout } = await promisify(execFile)('docker', [
      'ps',
      '-q',
      '--filter',
      `label=dev.outrider.project=${folder.project}`,
      '--filter',
      'label=dev.outrider.role=holder',
      '--filter',
      'label=dev.outrider.pod=circle',
    ]);
    const network = '{{range .NetworkSettings.Networks}}{{.NetworkID}} {{.IPAddress}}{{end}}';
    const inspected = await promisify(execFile)('docker', ['inspect', '-f', network, stdout.trim()]);
    const [id, ip] = inspected.stdout.trim().split(' ');
    const call = ['run', '--rm', '--network', id!, '--entrypoint', 'curl', 'outrider/demo:0.1', '-sm2'];
    await promisify(execFile)('docker', [...call, `http://${ip}:15006/`]).catch(() => {});
    expect(await warned(run, 'circle', 'called a capture port itself')).toMatch(
      /; call the app’s port instead/,
    );
    expect(await warned(run, 'circle', 'it forwards to itself')).toMatch(/; have it refuse a connection /);
  });

  it('rules of ours are in two backends; off and on again is the cure', async () => {
    const foreign = (await outrider('capture', 'status', 'circle')).stdout.includes('nftables')
      ? 'iptables -t nat -N OUTRIDER_OUTPUT'
      : "nft 'table inet outrider { chain nat_output { type nat hook output priority -110; }; }'";
    expect(await inCircle(foreign)).toMatchObject({ exitCode: 0 });
    expect(await warned(run, 'circle', 'both decide')).toMatch(/; switch capture off and on again/);
    await outrider('capture', 'off', 'circle');
    await run.seen('CaptureRemoved');
    await outrider('capture', 'on', 'circle');
    await run.seen('CaptureApplied', undefined, 3);
    const status = await outrider('capture', 'status', 'circle');
    expect(status.stdout).toMatch(/^circle: capture is on/);
    expect(status.stdout).not.toContain('both decide');
  });

  it('Docker’s rules for its resolver are flushed', async () => {
    const flush = (program: string) => `${program} -t nat -F`;
    await inCircle(`${flush('iptables-nft')}; ${flush('iptables-legacy')}`);
    expect(await warned(run, 'circle', 'Docker’s rules for it are gone')).toMatch(/; .*recreate the pod/);
  });

  it('an app has the proxy’s uid: refused before anything is made, at its line', async () => {
    const same = pods.replace('args: [server]}', 'args: [server], securityContext: {runAsUser: 1337}}');
    const file = folder.file(same, 'same-uid.yaml');
    const { exitCode, stderr } = await runOutrider(['-p', `${folder.project}-uid`, 'up', file]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/same-uid\.yaml:\d+:\d+: .*1337/);
  });
  it('an app’s image runs it under the proxy’s uid, by a name of its own: refused before anything is made', async () => {
    const same = pods
      .replaceAll('"outrider/demo:0.1", args: [server]', '"haproxy:2.6"')
      .replaceAll('runAsUser: 1337', 'runAsUser: 99');
    const file = folder.file(same, 'same-user.yaml');
    const project = `${folder.project}-user`;
    const { exitCode, stderr } = await runOutrider(['-p', project, 'up', file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /same-user\.yaml:\d+:\d+: error: image haproxy:2\.6 runs app container app under uid 99/,
    );
    expect(await leftOf(project)).toEqual([]);
  });
});
