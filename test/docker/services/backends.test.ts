import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Dockerode from 'dockerode';
import type { Step, StepResult } from '../../../src/capture/backends/step.ts';
import { stepSucceeded } from '../../../src/capture/backends/step.ts';
import { trialOf } from '../../../src/capture/backends/trials.ts';
import type { Route } from '../../../src/services/routes.ts';
import { createServiceLoader } from '../../../src/supervisor/services/load-services.ts';
import { type Host, openTrialHost, removeAll } from '../capture/support/lab.ts';

const docker = new Dockerode();
const project = `services-${randomBytes(4).toString('hex')}`;
let host: Pick<Host, 'run'>;
beforeAll(async () => {
  host = await openTrialHost(docker, project, ['NET_ADMIN', 'NET_RAW']);
}, 120_000);
afterAll(() => removeAll(docker, project), 120_000);

const clusterIP = '127.9.9.9';
const routes: readonly Route[] = [
  {
    ...{ name: 'default/shop:80', clusterIP, protocol: 'tcp', port: 80 },
    targets: ['127.0.0.1:8081', '127.0.0.2:8082', '127.0.0.3:8083'],
  },
  { name: 'default/shop:81', clusterIP, protocol: 'tcp', port: 81, targets: [] },
];

/** Calls the one port that leads somewhere, and another one. */
const call = `
echo hello | nc -l -N 127.0.0.1 8081 >/dev/null & until ss -Hltn sport = 8081 | grep -q .; do :; done
nc -d ${clusterIP} 80; nc -z ${clusterIP} 81 || echo refused
`;

it.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)(
  'rules of Services are loaded, read back and mended with %s',
  async (backend) => {
    const { load, unload } = trialOf(backend, 'base');
    const works = stepSucceeded(load, await host.run(load));
    if (works) await host.run(unload);
    const others = ['iptables-nft', 'iptables-legacy', 'nftables'].filter((one) => one !== backend);
    const refused: StepResult = { exitCode: 1, stdout: '', stderr: 'not this one' };
    const run = async (step: Step): Promise<StepResult> => {
      const tool = step.argv.join(' ').includes('nft -f -') ? 'nftables' : step.argv.at(-1)!;
      return others.includes(tool) ? refused : host.run(step);
    };
    const loader = createServiceLoader(run);
    const loading = loader.load({
      routes,
      hosts: [{ ip: clusterIP, names: ['shop', 'shop.default'] }],
      zone: [],
    });
    // What a kernel lacks is said in words.
    if (!works) return expect(loading).rejects.toThrow(backend.split('-')[0]);
    await loading;
    expect(await loader.intact()).toBe(true);
    const { stdout } = await host.run({ argv: ['getent', 'hosts', 'shop'] });
    expect(stdout).toContain(clusterIP);
    const [shop] = routes;
    await loader.load({ routes: [{ ...shop!, targets: shop!.targets.slice(0, 1) }], hosts: [], zone: [] });
    expect(await loader.intact()).toBe(true);
    expect((await host.run({ argv: ['sh', '-c', call] })).stdout).toBe('hello\nrefused\n');
    const flush =
      backend === 'nftables'
        ? 'nft flush chain ip outrider_services output; nft flush chain ip outrider_services refuse'
        : `${backend} -F OUTRIDER-SERVICES`;
    await host.run({ argv: ['sh', '-c', flush] });
    expect(await loader.intact()).toBe(false);
  },
  120_000,
);
