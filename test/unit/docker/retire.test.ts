import { expect, it } from '@jest/globals';
import { labels } from '../../../src/docker/objects/labels.ts';
import { retirePod } from '../../../src/docker/retire.ts';
import { fakeDaemon, json, patience } from './fake-daemon.ts';

function container(id: string, role: string, own: Readonly<Record<string, string>> = {}) {
  const name = role === 'holder' ? 'shop_once_holder.0' : `shop_once_${id}_0`;
  const of = { [labels.project]: 'shop', [labels.pod]: 'once', [labels.attempt]: '0', [labels.version]: '1' };
  return { Id: id, Names: [`/${name}`], Labels: { ...of, [labels.role]: role, ...own } };
}

it('what was added to a pod ends with the pod that has ended, and its own containers stay for their logs', async () => {
  const all = [
    container('holder', 'holder'),
    container('app', 'app', { [labels.container]: 'app' }),
    container('look', 'tool', { [labels.container]: 'look' }),
  ];
  const daemon = await fakeDaemon([
    [
      'GET',
      /^\/containers\/json/,
      (response, request, body) => {
        const asked = decodeURIComponent(request.url!);
        const isAsked = (role: string): boolean =>
          !asked.includes(labels.role) || asked.includes(`${labels.role}=${role}`);
        json(
          200,
          all.filter(({ Labels }) => isAsked(Labels[labels.role]!)),
        )(response, request, body);
      },
    ],
    [
      'GET',
      /^\/containers\/holder\/json/,
      json(200, { Id: 'holder', Config: { Labels: all[0]!.Labels }, State: { Running: true } }),
    ],
    ['POST', /\/kill/, json(204, '')],
  ]);
  try {
    await retirePod(daemon.docker, 'shop', 'once', patience());
    const killed = daemon.requests.filter((one) => one.includes('/kill')).sort();
    expect(killed).toEqual([
      'POST /containers/holder/kill?signal=SIGKILL',
      'POST /containers/look/kill?signal=SIGKILL',
    ]);
  } finally {
    await daemon.close();
  }
});
