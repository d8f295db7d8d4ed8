import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { app, configR, ipv6Rows, outboundRows, proxy } from './support/matrix.ts';
import { client, expectRow } from './support/try-row.ts';

const backends = ['iptables-nft', 'iptables-legacy', 'nftables'] as const;

describe('on a network with IPv6', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await openLab({ ipv6: true });
    const { pod, ext } = lab;
    await Promise.all([
      pod.actor({ do: 'listen', key: 'in', name: 'in', host: '::', port: 15006, ...proxy }),
      pod.actor({ do: 'listen', key: 'out', name: 'out', host: '::1', port: 15001, ...proxy }),
      pod.actor({ do: 'listen', key: 'out4', name: 'out', host: '127.0.0.1', port: 15001, ...proxy }),
      pod.actor({ do: 'listen', key: 'app', name: 'app', host: '::', port: 8080, ...app }),
      ext.actor({ do: 'listen', key: 'ext', name: 'ext', host: '::', both: true, port: 80 }),
    ]);
  }, 60_000);

  afterAll(() => lab?.close(), 30_000);

  describe.each(backends)('with %s', (backend) => {
    const plan = planFor(backend, configR);
    beforeAll(() => runSteps(lab.pod, plan.apply));
    afterAll(() => runSteps(lab.pod, plan.remove));

    for (const row of ipv6Rows) it(`row ${row.row}: ${row.title}`, () => expectRow(lab, row));

    it('row 1: IPv4 is captured beside it', () => expectRow(lab, outboundRows[0]!));

    it('row 58: rules for IPv4 alone let IPv6 pass, and the other way round', async () => {
      const call = (host: string) => lab.pod.actor({ do: 'connect', host, port: 80, ...client(app) });
      await runSteps(lab.pod, planFor(backend, { ...configR, ipFamilies: ['ipv4'] }).apply);
      expect(await call(lab.ext.ip6)).toMatchObject({ by: 'ext' });
      expect(await call(lab.ext.ip)).toMatchObject({ by: 'out' });
      await runSteps(lab.pod, planFor(backend, { ...configR, ipFamilies: ['ipv6'] }).apply);
      expect(await call(lab.ext.ip6)).toMatchObject({ by: 'out' });
      expect(await call(lab.ext.ip)).toMatchObject({ by: 'ext' });
      await runSteps(lab.pod, plan.apply);
    });

    it('row 59: a listener for both families finds the original destination at the level of the client’s family', async () => {
      await lab.pod.actor({ do: 'close', key: 'in' });
      await lab.pod.actor({
        do: 'listen',
        key: 'in',
        name: 'in',
        host: '::',
        both: true,
        port: 15006,
        ...proxy,
      });
      const over4 = await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 });
      expect(over4).toMatchObject({
        by: 'in',
        original: `${lab.pod.ip}:8080`,
        original6: 'No such file or directory',
      });
      const over6 = await lab.ext.actor({ do: 'connect', host: lab.pod.ip6, port: 8080 });
      expect(over6).toMatchObject({ by: 'in', original6: `[${lab.pod.ip6}]:8080` });
      expect(over6.original).not.toContain('8080');
    });

    it('row 79: removal takes ::6 away again', async () => {
      expect(await lab.pod.sh('ip -6 address show dev lo')).toContain('::6/128');
      await runSteps(lab.pod, plan.remove);
      expect(await lab.pod.sh('ip -6 address show dev lo')).not.toContain('::6/128');
      await runSteps(lab.pod, plan.apply);
    });
  });
});

describe('on a network without IPv6', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  }, 60_000);
  afterAll(() => lab?.close(), 30_000);

  it.each(backends)('row 60: the rules of %s for both families are no error', async (backend) => {
    const plan = planFor(backend, configR);
    await runSteps(lab.pod, plan.apply);
    expect(await lab.pod.actor({ do: 'connect', host: '::1', port: 8080, ...client(app) })).toHaveProperty(
      'error',
    );
    await runSteps(lab.pod, plan.remove);
  });
});
