import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueImage, localMirror } from '../../../src/images/catalogue.ts';
import { type Lab, openLab } from './lab.ts';

/** The official image says the same; where a registry is within reach it is the one that is there. */
const haproxy =
  process.env['OUTRIDER_IMAGE_MIRROR'] === localMirror ? catalogueImage('haproxy').reference : 'haproxy:2.6';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab.close());

describe("HAProxy's image", () => {
  it('has the settings that manifests rely on', async () => {
    const { Config } = await lab.docker.getImage(haproxy).inspect();
    expect(Config).toMatchObject({
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
      User: 'haproxy',
      WorkingDir: '/var/lib/haproxy',
      StopSignal: 'SIGUSR1',
    });
  });

  it('takes options alone for those of haproxy', async () => {
    expect((await lab.run({ Image: haproxy, Cmd: ['-v'] })).stdout).toMatch(/^HAProxy version 2\.6/);
  });

  it('runs haproxy as a master with a worker, as the user haproxy, until SIGUSR1', async () => {
    const config =
      'defaults\n timeout client 1s\n timeout server 1s\n timeout connect 1s\nfrontend f\n bind :8080\n';
    const write = `printf '${config.replaceAll('\n', '\\n')}' > /tmp/haproxy.cfg`;
    const container = await lab.start({
      Image: haproxy,
      Entrypoint: ['sh', '-c'],
      Cmd: [`${write}; exec docker-entrypoint.sh haproxy -f /tmp/haproxy.cfg`],
    });
    const masterAndWorker =
      'until set -- $(grep -al ^haproxy /proc/[0-9]*/cmdline); [ $# -ge 2 ]; do :; done';
    const look = 'tr "\\0" " " </proc/1/cmdline; id -un';
    const { stdout } = await lab.sh(container, `${masterAndWorker}; ${look}`);
    expect(stdout).toBe('haproxy -W -db -f /tmp/haproxy.cfg haproxy\n');
    const ended = container.wait();
    await container.kill({ signal: 'SIGUSR1' });
    expect((await ended).StatusCode).toBe(0);
  });
});
