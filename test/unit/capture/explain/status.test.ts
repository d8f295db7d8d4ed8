import { expect, it } from '@jest/globals';
import { statusInWords } from '../../../../src/capture/explain/status.ts';
import { withCaptureDefaults } from '../../../../src/pod/capture-defaults.ts';

const options = withCaptureDefaults({ proxy: 'haproxy' });
const on = { backend: 'nftables', on: true, packets: [3, 4], troubles: [] };

it('capture that is on is told with its backend, ports, exemptions and counts', () => {
  expect(statusInWords('web', options, on)).toBe(
    [
      'web: capture is on, REDIRECT with nftables',
      '  inbound to haproxy on port 15006, outbound on port 15001; uid 1337 and gid 1337 are exempt',
      '  2 rules, 7 packets counted',
    ].join('\n'),
  );
});

it('a proxy that runs as root, as TPROXY needs it, is exempt by its group and uid 0 is not', () => {
  const words = statusInWords('web', withCaptureDefaults({ proxy: 'haproxy', mode: 'TPROXY' }), on);
  expect(words).toContain('gid 1337 is exempt, uid 0 is not');
});

it('rules that are gone are no capture, and what works against it is told with its cure', () => {
  const troubles = [{ message: 'a chain is empty' }, { message: 'the proxy calls itself', hint: 'stop it' }];
  expect(statusInWords('web', options, { ...on, on: false, troubles })).toBe(
    [
      'web: capture is off: the rules of nftables are gone',
      '  ! a chain is empty',
      '  ! the proxy calls itself; stop it',
    ].join('\n'),
  );
});

it('capture that was never put on is off', () => {
  expect(statusInWords('web', options, { on: false, packets: [], troubles: [] })).toBe('web: capture is off');
});
