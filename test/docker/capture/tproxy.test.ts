import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startServers } from './support/listeners.ts';
import { tproxyConfig, tproxyRows } from './support/matrix.ts';
import { expectRow } from './support/try-row.ts';

let lab: Lab;

const transparent = { do: 'listen', key: 'in', name: 'in', host: '0.0.0.0', port: 15006, uid: 0, gid: 1337 };

beforeAll(async () => {
  lab = await openLab();
  await startServers(lab);
  await lab.pod.actor({ ...transparent, transparent: true });
  await lab.pod.actor({
    do: 'listen',
    key: 'out',
    name: 'out',
    host: '127.0.0.1',
    port: 15001,
    uid: 0,
    gid: 1337,
  });
}, 60_000);

afterAll(() => lab?.close(), 30_000);

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('TPROXY with %s', (backend) => {
  const plan = planFor(backend, tproxyConfig);
  beforeAll(() => runSteps(lab.pod, plan.apply));
  afterAll(() => runSteps(lab.pod, plan.remove));

  for (const row of tproxyRows) it(`row ${row.row}: ${row.title}`, () => expectRow(lab, row));

  it('row 46: the client’s port is what it was', async () => {
    const answer = await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 });
    expect(answer).toMatchObject({ by: 'in', peer: answer.own });
  });

  it('the proxy may speak to the app under the client’s address, and hears the answer', async () => {
    const answer = await lab.pod.actor({
      do: 'connect',
      uid: 0,
      gid: 1337,
      host: lab.pod.ip,
      port: 8080,
      mark: 1337,
      transparent: true,
      source: lab.ext.ip,
    });
    expect(answer).toMatchObject({ by: 'app', peer: expect.stringContaining(`${lab.ext.ip}:`) });
  });

  describe('row 53: a connection from outside is lost', () => {
    const timeout = { do: 'connect', port: 8080, timeout: 0.7 };
    afterAll(async () => {
      await lab.pod.actor({ do: 'close', key: 'in' });
      await lab.pod.actor({ ...transparent, transparent: true });
    });

    it('row 53: where nobody listens', async () => {
      await lab.pod.actor({ do: 'close', key: 'in' });
      expect(await lab.ext.actor({ ...timeout, host: lab.pod.ip })).toEqual({ error: 'timeout' });
    });

    it('row 53: where the listener is not transparent', async () => {
      await lab.pod.actor(transparent);
      expect(await lab.ext.actor({ ...timeout, host: lab.pod.ip })).toEqual({ error: 'timeout' });
    });
  });

  it('row 79: removal takes the routing rule and the table away', async () => {
    await runSteps(lab.pod, plan.remove);
    expect(await lab.pod.sh('ip rule; ip route show table 133 2>&1 || true')).not.toMatch(/133|dev lo/);
    await runSteps(lab.pod, plan.apply);
    expect(await lab.pod.sh('ip rule; ip route show table 133')).toMatch(
      /fwmark 0x539 lookup 133[\s\S]*local default/,
    );
  });
});
