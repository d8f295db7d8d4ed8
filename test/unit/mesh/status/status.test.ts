import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../../src/mesh/config/read-config.ts';
import { standingComplaints } from '../../../../src/mesh/status/complaints.ts';
import { readStatus, wholeStatus } from '../../../../src/mesh/status/read-status.ts';
import { recorded } from '../recorded.ts';

describe('what istiod knows of a proxy', () => {
  const [first] = readStatus(recorded('syncz-1.31.0.json'));

  it('is in sync when all that was sent came back', () => {
    expect(first).toMatchObject({ proxy: 'client.default', version: '1.31.0' });
    expect(wholeStatus(first!)).toEqual({
      kind: 'all',
      state: 'in sync',
      since: '2026-11-28T14:59:25.897451693Z',
    });
  });

  it('is waiting while one kind has not come back', () => {
    const [waiting] = readStatus(
      JSON.stringify([
        {
          proxy: 'a.b',
          cluster_sent: '2026-01-01T00:00:00Z/1',
          cluster_acked: '2026-01-01T00:00:00Z/1',
          route_sent: '2026-01-01T00:00:05Z/2',
          route_acked: '2026-01-01T00:00:00Z/1',
        },
      ]),
    );
    expect(wholeStatus(waiting!)).toEqual({
      kind: 'routes',
      state: 'waiting',
      since: '2026-01-01T00:00:05Z',
    });
    expect(waiting!.kinds.map(({ state }) => state)).toEqual(['in sync', 'not sent', 'waiting', 'not sent']);
  });
});

describe('what istiod complains about', () => {
  const about =
    'Configuration analysis: Error [IST0101] (VirtualService default/web) Referenced host not found: "x"';
  const resolved = about.replace('analysis:', 'analysis resolved:');

  it('stands until it is resolved', () => {
    expect(standingComplaints([`2026\terror\t${about}`])).toEqual([
      {
        level: 'error',
        code: 'IST0101',
        about: 'VirtualService default/web',
        message: 'Referenced host not found: "x"',
      },
    ]);
    expect(standingComplaints([about, resolved])).toEqual([]);
    expect(standingComplaints([about, resolved, about])).toHaveLength(1);
  });

  it('stands until a refused kind is pushed anew', () => {
    const refusal = 'warn\tdelta\tADS:LDS: ACK ERROR client.default-3 Internal:Error adding listener';
    const push = 'info\tdelta\tLDS: PUSH for node:client.default resources:7 removed:0 size:18.4kB';
    expect(standingComplaints([refusal])).toEqual([
      { level: 'error', about: 'client.default', message: 'refused LDS: Internal:Error adding listener' },
    ]);
    expect(standingComplaints([refusal, push.replace('LDS', 'CDS')])).toHaveLength(1);
    expect(standingComplaints([refusal, push])).toEqual([]);
  });

  it('is no note', () => {
    expect(standingComplaints([about.replace('Error', 'Info')])).toEqual([]);
  });
});

describe('what a proxy refused', () => {
  it('is told with its reason and its time', () => {
    const body = JSON.stringify({
      configs: [
        {
          dynamic_listeners: [
            {
              name: '0.0.0.0_80',
              error_state: { details: 'no such filter', last_update_attempt: '2026-01-01T00:00:00Z' },
            },
          ],
        },
      ],
    });
    expect(readConfig(body).rejected).toEqual([
      { kind: 'listener', name: '0.0.0.0_80', message: 'no such filter', time: '2026-01-01T00:00:00Z' },
    ]);
  });

  it.each(['', '{}', '[]', 'not JSON'])('is no dump: %j', (body) => {
    expect(() => readConfig(body)).toThrow();
  });
});
