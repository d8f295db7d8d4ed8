import { describe, expect, it } from '@jest/globals';
import { checkCaptureOptions } from '../../../src/capture/check-options.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import type { CaptureOptions, Pod } from '../../../src/pod/model.ts';
import { container, pod, runsAs } from './pods.ts';

function problems(given: Partial<CaptureOptions>, of: Pod = pod()): readonly string[] {
  const options = withCaptureDefaults({ proxy: 'proxy', ...given });
  return checkCaptureOptions(options, of).map(({ field, index, container, message }) =>
    [index === undefined ? field : `${field}[${index}]`, container, message]
      .filter((part) => part !== undefined)
      .join(' · '),
  );
}

it('the defaults suit a pod with a sidecar and an app', () => {
  expect(problems({})).toEqual([]);
});

describe('values', () => {
  it.each([
    [{ inboundPort: 0 }, 'inboundPort · inboundPort is 0, which is no port'],
    [{ outboundPort: 70000 }, 'outboundPort · outboundPort is 70000, which is no port'],
    [{ outboundPort: 15006 }, 'outboundPort · outboundPort and inboundPort are both 15006'],
    [
      { includeInboundPorts: ['80', 'http'] },
      'includeInboundPorts[1] · "http" is no port and no range of ports',
    ],
    [
      { excludeInboundPorts: ['8080-8000'] },
      'excludeInboundPorts[0] · "8080-8000" is no port and no range of ports',
    ],
    [{ excludeOutboundPorts: ['*'] }, 'excludeOutboundPorts[0] · excludeOutboundPorts takes no "*"'],
    [
      { includeOutboundIPRanges: ['10.0.0.0/33'] },
      'includeOutboundIPRanges[0] · "10.0.0.0/33" is no IP address range',
    ],
    [
      { excludeOutboundIPRanges: ['fd00::/8', 'x'] },
      'excludeOutboundIPRanges[1] · "x" is no IP address range',
    ],
    [{ excludeOutboundOwnerGroups: ['wheel'] }, 'excludeOutboundOwnerGroups[0] · "wheel" is no group id'],
    [{ excludeInterfaces: ['eth0; rm'] }, 'excludeInterfaces[0] · "eth0; rm" is no name of an interface'],
    [{ bypassUids: [-1] }, 'bypassUids[0] · -1 is no uid'],
    [{ ipFamilies: [] }, 'ipFamilies · no address family is left'],
  ] as const)('%j is refused', (given, message) => {
    expect(problems(given)).toEqual([message]);
  });

  it('ranges, both families and the star are taken', () => {
    expect(
      problems({
        includeInboundPorts: ['*'],
        excludeInboundPorts: ['22', '8000-8080'],
        includeOutboundPorts: ['443'],
        includeOutboundIPRanges: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'],
        excludeOutboundOwnerGroups: ['888'],
      }),
    ).toEqual([]);
  });

  it('everything that is wrong is said at once', () => {
    expect(
      problems({ inboundPort: -1, bypassUids: [-1], proxy: 'x', backend: 'ebpf' as 'auto' }),
    ).toHaveLength(4);
  });

  it('mode NONE needs no proxy', () => {
    expect(problems({ mode: 'NONE', proxy: '' })).toEqual([]);
  });
});

describe('names', () => {
  const withInit = pod({
    initContainers: [container('migrate', { role: 'init' }), container('proxy', { role: 'sidecar' })],
  });

  it('a proxy that the pod does not have is refused', () => {
    expect(problems({ proxy: 'envoy' })).toEqual([
      'proxy · the pod has no container "envoy" to take its traffic',
    ]);
  });

  it('a plain init container is no proxy', () => {
    expect(problems({ proxy: 'migrate' }, withInit)).toEqual([
      'proxy · the proxy "migrate" is an init container that ends before the app starts',
    ]);
  });

  it('rules may wait for a plain init container, not for a sidecar', () => {
    expect(problems({ startAfter: 'migrate' }, withInit)).toEqual([]);
    expect(problems({ startAfter: 'proxy' }, withInit)).toEqual([
      'startAfter · the pod has no plain init container "proxy" to wait for',
    ]);
  });
});

describe('identity', () => {
  it('an app with the proxy’s uid is refused', () => {
    const same = pod({ containers: [container('app', runsAs(1337))] });
    expect(problems({}, same)).toEqual([
      'proxyUid · app · container app runs under uid 1337, the proxy’s own: its traffic would not be captured',
    ]);
    expect(problems({ proxyUid: 1400 }, same)).toEqual([]);
  });

  it('so is one that inherits the proxy’s gid from the pod', () => {
    const same = pod({ securityContext: { supplementalGroups: [], runAsGroup: 1337 } });
    expect(problems({}, same)).toEqual([
      'proxyGid · app · container app runs under gid 1337, the proxy’s own: its traffic would not be captured',
    ]);
  });

  it('a root app beside a root proxy is captured, since the gid alone exempts then', () => {
    expect(problems({ proxyUid: 0 }, pod({ containers: [container('app', runsAs(0))] }))).toEqual([]);
  });

  it('group 0 exempts every root process, and is refused', () => {
    expect(problems({ proxyGid: 0 })).toHaveLength(1);
  });
});

describe('TPROXY', () => {
  it('runs the proxy as root unless told otherwise', () => {
    expect(withCaptureDefaults({ proxy: 'proxy', mode: 'TPROXY' }).proxyUid).toBe(0);
    expect(problems({ mode: 'TPROXY' })).toEqual([]);
    expect(problems({ mode: 'TPROXY', proxyUid: 1337 })).toHaveLength(1);
  });

  it('needs a capability that the proxy must not drop', () => {
    const securityContext = { ...container('any').securityContext, capabilitiesDrop: ['ALL'] };
    const bare = pod({ initContainers: [container('proxy', { role: 'sidecar', securityContext })] });
    expect(problems({ mode: 'TPROXY' }, bare)).toEqual([
      'mode · proxy · in TPROXY mode proxy needs NET_RAW or NET_ADMIN, and drops both',
    ]);
    const enough = { ...securityContext, capabilitiesAdd: ['NET_RAW'] };
    const kept = pod({ initContainers: [container('proxy', { role: 'sidecar', securityContext: enough })] });
    expect(problems({ mode: 'TPROXY' }, kept)).toEqual([]);
  });

  it('takes a mark and a table that are free', () => {
    expect(problems({ mode: 'TPROXY', tproxyMark: 0, tproxyRouteTable: 254 })).toHaveLength(2);
  });
});
