import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Notice } from '../../../src/supervisor/ports.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, patience } from './lab.ts';

let lab: Lab;
let web: LabPod;

beforeAll(async () => {
  lab = await openLab();
  const base = pod();
  web = await lab.up(
    pod({
      network: { ...base.network, aliases: ['web', 'shop'] },
      containers: [
        container({ name: 'app', ports: [{ containerPort: 8000, protocol: 'TCP', hostPort: 0 }] }),
      ],
    }),
  );
}, 60_000);

afterAll(() => lab.close(), 60_000);

const network = () => lab.docker.getNetwork(`outrider_${lab.project}`);
const look = async () => (await lab.docker.getContainer(web.sandbox).inspect()).NetworkSettings;

/** The first notice of the kind, from the moment at which the engine is asked for its events. */
async function noticed(type: Notice['type'], act: () => Promise<unknown>): Promise<Notice | undefined> {
  const life = new AbortController();
  const notices = web.engine.watch(life.signal);
  await act();
  for await (const notice of notices)
    if (notice.type === type) {
      life.abort();
      return notice;
    }
  return undefined;
}

it('a holder that is disconnected is noticed, and connected again with its names and ports', async () => {
  const notice = await noticed('networkLost', () =>
    network().disconnect({ Container: web.sandbox, Force: true }),
  );
  expect(notice).toEqual({ type: 'networkLost', id: web.sandbox });
  expect((await web.engine.observe(patience)).sandbox).not.toHaveProperty('address');

  const connected = await web.engine.connectSandbox(web.sandbox, patience);
  expect(connected).toMatchObject({ mended: true, address: { network: `outrider_${lab.project}` } });
  const { Networks, Ports } = await look();
  expect(Networks[`outrider_${lab.project}`]!.Aliases).toEqual(expect.arrayContaining(['web', 'shop']));
  expect(Ports['8000/tcp']![0]!.HostPort).toMatch(/^\d+$/);
  const named = await web.engine.inNamespace({ argv: ['getent', 'hosts', 'shop'] }, 5_000, patience);
  expect(Buffer.from(named.stdout).toString()).toContain(connected!.address.ip);
});

it('a holder that is connected, or does not run, is left as it is', async () => {
  expect(await web.engine.connectSandbox(web.sandbox, patience)).toMatchObject({ mended: false });
  expect(await web.engine.connectSandbox('0123456789abcdef', patience)).toBeUndefined();
});

it('a network that is gone is made again', async () => {
  await network().disconnect({ Container: web.sandbox, Force: true });
  await network().remove();
  expect(await web.engine.connectSandbox(web.sandbox, patience)).toMatchObject({ mended: true });
});
