import { describe, expect, it } from '@jest/globals';
import { captureDefaults } from '../../../src/pod/capture-defaults.ts';
import { podOf, problemsOf } from './read-text.ts';

/** A pod with a sidecar `proxy` and an app; `annotations` is YAML, indented by four. */
const pod = (annotations: string, { proxy = '', app = '', spec = '' } = {}) => `apiVersion: v1
kind: Pod
metadata:
  name: p
  annotations:
${annotations}spec:
${spec}  initContainers:
    - {name: setup, image: i}
    - {name: proxy, image: i, restartPolicy: Always${proxy}}
  containers:
    - {name: app, image: i${app}}
`;
const own = (text: string) => `    outrider.dev/capture: ${text}\n`;
const istio = (name: string, value: string) => `    traffic.sidecar.istio.io/${name}: ${value}\n`;
const O = "metadata.annotations['outrider.dev/capture']";
const I = (name: string) => `metadata.annotations['traffic.sidecar.istio.io/${name}']`;

it('without the annotation nothing is captured', () => {
  expect(podOf(pod('    a: b\n')).capture).toBeUndefined();
});

it('naming the proxy is enough: the rest has defaults, and the proxy runs under the uid that is exempt', () => {
  const read = podOf(pod(own('"proxy: proxy"')));
  expect(read.capture).toEqual({ ...captureDefaults, proxy: 'proxy' });
  expect(read.initContainers[1]!.securityContext).toMatchObject({ runAsUser: 1337, runAsGroup: 1337 });
  expect(read.initContainers[0]!.securityContext.runAsUser).toBeUndefined();
});

it('the only sidecar is the proxy when nobody is named', () => {
  expect(podOf(pod(own('"captureDns: true"'))).capture).toMatchObject({ proxy: 'proxy', captureDns: true });
});

it.each([
  [
    '"{proxy: proxy, includeInboundPorts: [8080, \'9000-9010\']}"',
    { includeInboundPorts: ['8080', '9000-9010'] },
  ],
  ['"includeInboundPorts: 8080, 9090"', { includeInboundPorts: ['8080', '9090'] }],
  ['"includeInboundPorts: 8080"', { includeInboundPorts: ['8080'] }],
  ['"includeInboundPorts: []"', { includeInboundPorts: [] }],
  ['"excludeInboundPorts: 22"', { excludeInboundPorts: ['22'] }],
  ['"bypassUids: [1, 2]"', { bypassUids: [1, 2] }],
  ['"bypassUids: 1"', { bypassUids: [1] }],
  ['"includeOutboundIPRanges: 10.0.0.0/8,fd00::/8"', { includeOutboundIPRanges: ['10.0.0.0/8', 'fd00::/8'] }],
  ['"{mode: TPROXY}"', { mode: 'TPROXY', proxyUid: 0, proxyGid: 1337 }],
  [
    '"{proxyUid: 5, proxyGid: 6, quic: reject, backend: nftables, startAfter: setup}"',
    { proxyUid: 5, proxyGid: 6, quic: 'reject', backend: 'nftables', startAfter: 'setup' },
  ],
  ['|\n      {"proxy": "proxy", "inboundPort": 1500}', { inboundPort: 1500 }],
])('outrider.dev/capture: %s', (text, expected) => {
  const read = podOf(pod(own(text)));
  expect(read.capture).toMatchObject(expected);
  expect(problemsOf(pod(own(text)))).toEqual([]);
});

it('the proxy’s own runAsUser and runAsGroup become those that are exempt', () => {
  const proxy = ', securityContext: {runAsUser: 2000, runAsGroup: 3000}';
  const read = podOf(pod(own('"proxy: proxy"'), { proxy }));
  expect(read.capture).toMatchObject({ proxyUid: 2000, proxyGid: 3000 });
  expect(read.initContainers[1]!.securityContext).toMatchObject({ runAsUser: 2000, runAsGroup: 3000 });
});

it('Istio’s annotations count with a sidecar named istio-proxy; excluded inbound ports add to Istio’s own', () => {
  const annotations =
    istio('excludeInboundPorts', '"22"') +
    istio('includeOutboundIPRanges', '"10.0.0.0/8, 192.168.0.0/16"') +
    istio('excludeInterfaces', '"eth1"') +
    '    sidecar.istio.io/interceptionMode: TPROXY\n';
  const text = pod(annotations).replace('name: proxy', 'name: istio-proxy');
  expect(podOf(text).capture).toMatchObject({
    proxy: 'istio-proxy',
    mode: 'TPROXY',
    excludeInboundPorts: ['22', '15020', '15021', '15090'],
    includeOutboundIPRanges: ['10.0.0.0/8', '192.168.0.0/16'],
    excludeInterfaces: ['eth1'],
  });
});

it('Istio’s annotations alone have no effect, and that is told', () => {
  expect(problemsOf(pod(istio('includeInboundPorts', '"80"')))).toEqual([
    `f:6:5: warning: ${I('includeInboundPorts')}: has no effect: capture is off`,
  ]);
});

it('own options win over Istio’s', () => {
  const text = pod(istio('includeInboundPorts', '"80"') + own('"includeInboundPorts: 81"'));
  expect(podOf(text).capture).toMatchObject({ includeInboundPorts: ['81'] });
});

it('in mode NONE the proxy is left as it is', () => {
  const read = podOf(pod(own('"mode: NONE"')));
  expect(read.capture?.mode).toBe('NONE');
  expect(read.initContainers[1]!.securityContext.runAsUser).toBeUndefined();
});

const user = (fields: string) => `, securityContext: {${fields}}`;

it.each([
  [pod(own('haproxy')), [`f:6:27: error: ${O}: needs a mapping`]],
  [pod(own('"{"')), [`f:6:27: error: ${O}: not YAML: Flow map must end with a }`]],
  [pod(own('"proxy: nobody"')), [`f:6:35: error: ${O}.proxy: the pod has no container nobody`]],
  [
    pod(own('"proxy: setup"')),
    [`f:6:35: error: ${O}.proxy: setup is a plain init container, which ends before the app starts`],
  ],
  [
    pod(own('"captureDns: true"')).replace(', restartPolicy: Always', ''),
    [`f:6:5: error: ${O}: which container takes the traffic? Add \`proxy: <name>\``],
  ],
  [
    pod(own("'{startAfter: proxy}'")),
    [`f:6:41: error: ${O}.startAfter: the pod has no plain init container proxy to wait for`],
  ],
  [pod(own('"{proxi: proxy}"')), [`f:6:29: error: ${O}.proxi: unknown field; did you mean proxy?`]],
  [
    pod(own('"{mode: redirect}"')),
    [`f:6:35: error: ${O}.mode: needs REDIRECT, TPROXY or NONE, found "redirect"; did you mean REDIRECT?`],
  ],
  [
    pod(own('"{captureDns: 1}"')),
    [`f:6:41: error: ${O}.captureDns: needs true or false, found the number 1`],
  ],
  [
    pod(own('"{inboundPort: 15001}"')),
    [`f:6:42: error: ${O}.inboundPort: inboundPort and outboundPort are both 15001`],
  ],
  [
    pod(own('"{ipFamilies: [ipv5]}"')),
    [`f:6:42: error: ${O}.ipFamilies[0]: needs ipv4 or ipv6, found "ipv5"; did you mean ipv4?`],
  ],
  [
    pod(own('"{includeInboundPorts: [80, 9-8, 0]}"')),
    [
      `f:6:55: error: ${O}.includeInboundPorts[1]: needs a port or a range, as 8080 or 8000-8080, found "9-8"`,
      `f:6:60: error: ${O}.includeInboundPorts[2]: needs a port or a range, as 8080 or 8000-8080, found "0"`,
    ],
  ],
  [
    pod(own('"excludeOutboundIPRanges: \'*\'"')),
    [`f:6:53: error: ${O}.excludeOutboundIPRanges[0]: takes no *: use mode NONE to capture nothing`],
  ],
  [
    pod(own('"includeOutboundIPRanges: 10.0.0.0/33"')),
    [
      `f:6:53: error: ${O}.includeOutboundIPRanges[0]: needs an IP address range, as 10.0.0.0/8 or fd00::/8, found "10.0.0.0/33"`,
    ],
  ],
  [
    pod(own('"includeOutboundOwnerGroups: [staff]"')),
    [
      `f:6:57: error: ${O}.includeOutboundOwnerGroups[0]: needs a group id; names are not looked up, found "staff"`,
    ],
  ],
  [
    pod(own('"excludeInterfaces: [a b]"')),
    [`f:6:48: error: ${O}.excludeInterfaces[0]: needs the name of an interface, as eth1, found "a b"`],
  ],
  [
    pod(own('"proxy: proxy"') + istio('includeInboundPorts', '"80,x"')),
    [
      `f:7:51: error: ${I('includeInboundPorts')}[1]: needs a port or a range, as 8080 or 8000-8080, found "x"`,
    ],
  ],
  [
    pod(`${own('"proxy: proxy"')}    sidecar.istio.io/interceptionMode: ALL\n`),
    [
      'f:7:40: error: metadata.annotations[\'sidecar.istio.io/interceptionMode\']: needs REDIRECT, TPROXY, NONE, found "ALL"',
    ],
  ],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

it.each([
  [
    'the app has the default uid',
    pod(own('"proxy: proxy"'), { app: user('runAsUser: 1337') }),
    [
      `f:6:27: error: ${O}: app container app runs under uid 1337, the proxy’s own: its traffic would not be captured`,
    ],
  ],
  [
    'the app has it from the pod',
    pod(own('"proxyUid: 7"'), { spec: '  securityContext: {runAsUser: 7}\n' }),
    [
      `f:6:38: error: ${O}.proxyUid: app container app runs under uid 7, the proxy’s own: its traffic would not be captured`,
    ],
  ],
  [
    'the app has the gid',
    pod(own('"proxyGid: 7"'), { app: user('runAsGroup: 7') }),
    [
      `f:6:38: error: ${O}.proxyGid: app container app runs under gid 7, the proxy’s own: its traffic would not be captured`,
    ],
  ],
  [
    'the app’s own uid wins over the pod’s',
    pod(own('"proxyUid: 7"'), { spec: '  securityContext: {runAsUser: 7}\n', app: user('runAsUser: 8') }),
    [],
  ],
  [
    'proxyUid and runAsUser differ',
    pod(own('"proxyUid: 7"'), { proxy: user('runAsUser: 8') }),
    [`f:6:38: error: ${O}.proxyUid: is 7, but proxy has runAsUser 8: one of the two`],
  ],
  ['proxyUid and runAsUser are the same', pod(own('"proxyUid: 7"'), { proxy: user('runAsUser: 7') }), []],
  [
    'the proxy is root',
    pod(own('"proxy: proxy"'), { proxy: user('runAsUser: 0') }),
    [
      'f:10:83: error: initContainers[1].securityContext.runAsUser: the proxy needs a uid of its own: uid 0 is that of every root process',
    ],
  ],
  [
    'the proxy is in group 0',
    pod(own('"proxyGid: 0"')),
    [`f:6:38: error: ${O}.proxyGid: the proxy needs a gid of its own: gid 0 is that of every root process`],
  ],
  [
    'a bypass for the proxy itself',
    pod(own('"bypassUids: [7, 1337]"')),
    [`f:6:44: error: ${O}.bypassUids[1]: 1337 is the proxy’s own uid, which is exempt already`],
  ],
  [
    'TPROXY under a uid that gets no capabilities',
    pod(own('"{mode: TPROXY, proxyUid: 7}"')),
    [`f:6:53: error: ${O}.proxyUid: in TPROXY mode the proxy runs as root: uid 7 gets no capabilities`],
  ],
  [
    'TPROXY without capabilities',
    pod(own('"mode: TPROXY"'), { proxy: user('capabilities: {drop: [all]}') }),
    [
      'f:10:72: error: initContainers[1].securityContext.capabilities: in TPROXY mode proxy needs NET_RAW or NET_ADMIN, and drops both',
    ],
  ],
  [
    'TPROXY with one capability kept',
    pod(own('"mode: TPROXY"'), { proxy: user('capabilities: {drop: [ALL], add: [CAP_NET_RAW]}') }),
    [],
  ],
  [
    'a routing table of the system',
    pod(own('"tproxyRouteTable: 254"')),
    [`f:6:46: error: ${O}.tproxyRouteTable: 254 is one of the system’s own tables`],
  ],
  [
    'the proxy is root for TPROXY',
    pod(own('"mode: TPROXY"'), { proxy: user('runAsUser: 0'), app: user('runAsUser: 0') }),
    [],
  ],
  [
    'an init container under the proxy’s uid is nobody’s business',
    pod(own('"proxy: proxy"')).replace(
      'name: setup, image: i',
      'name: setup, image: i, securityContext: {runAsUser: 1337}',
    ),
    [],
  ],
])('%s', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

it.each([
  ['a block', '|\n      # which\n      proxy: proxy\n        \n      inboundPort: x\n', 'f:10:20'],
  ['a block with an indicator', '|2-\n        proxy: proxy\n        inboundPort: x\n', 'f:8:22'],
  ['quotes', '"{inboundPort: x}"\n', 'f:6:42'],
  ['no quotes', 'inboundPort\n', 'f:6:27'],
  ['folded text, whose lines have moved', '>\n      {proxy: proxy,\n      inboundPort: x}\n', 'f:6:27'],
  ['text with escapes, which have moved it', '"{\\x70roxy: proxy, inboundPort: x}"\n', 'f:6:27'],
])('the place within %s', (_, text, place) => {
  expect(problemsOf(pod(`    outrider.dev/capture: ${text}`))[0]!.split(': ')[0]).toBe(place);
});

describe('what Istio has injected', () => {
  const injected = (extra = '') =>
    pod(extra || '    sidecar.istio.io/status: x\n', { proxy: '' })
      .replace(
        '    - {name: setup, image: i}',
        '    - {name: istio-init, image: i, args: [istio-iptables, -p, "15001"]}\n    - {name: setup, image: i}',
      )
      .replace('name: proxy,', 'name: istio-proxy,');

  it('asks for capture, which does the work of its init container', () => {
    const read = podOf(injected());
    expect(read.capture).toEqual({ ...captureDefaults, proxy: 'istio-proxy' });
    expect(read.initContainers.map(({ name }) => name)).toEqual(['setup', 'istio-proxy']);
    expect(problemsOf(injected())).toEqual([
      'f:9:7: warning: initContainers[0]: istio-init is left out: capture loads the rules and proves them',
    ]);
  });

  it('is a container like any other where no proxy of Istio’s is there, or where it is a sidecar', () => {
    const alone = injected().replace('istio-proxy', 'proxy');
    expect(podOf(alone).initContainers.map(({ name }) => name)).toEqual(['istio-init', 'setup', 'proxy']);
  });
});

it.each([
  ['traffic.sidecar.istio.io/kubevirtInterfaces', ''],
  ['istio.io/reroute-virtual-interfaces', ''],
  ['traffic.sidecar.istio.io/excludeOutboundPort', '; did you mean excludeOutboundPorts?'],
])('the annotation %s of Istio, which nothing here heeds, is told', (name, meant) => {
  expect(problemsOf(pod(`${own('"proxy: proxy"')}    ${name}: x\n`))).toEqual([
    `f:7:5: warning: metadata.annotations['${name}']: has no effect here: capture has no such option${meant}`,
  ]);
});
