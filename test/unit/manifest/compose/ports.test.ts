import { expect, it } from '@jest/globals';
import { parseExpose, parsePort } from '../../../../src/manifest/compose/ports.ts';

const protocol = 'TCP';

it.each([
  ['80', [{ containerPort: 80, hostPort: 0, protocol }]],
  [80, [{ containerPort: 80, hostPort: 0, protocol }]],
  [65_535, [{ containerPort: 65_535, hostPort: 0, protocol }]],
  ['8080:80', [{ containerPort: 80, hostPort: 8080, protocol }]],
  ['0:80', [{ containerPort: 80, hostPort: 0, protocol }]],
  [':80', [{ containerPort: 80, hostPort: 0, protocol }]],
  ['127.0.0.1:8080:80', [{ containerPort: 80, hostPort: 8080, hostIP: '127.0.0.1', protocol }]],
  ['127.0.0.1::80', [{ containerPort: 80, hostPort: 0, hostIP: '127.0.0.1', protocol }]],
  [':8080:80', [{ containerPort: 80, hostPort: 8080, protocol }]],
  ['[::1]:8080:80', [{ containerPort: 80, hostPort: 8080, hostIP: '::1', protocol }]],
  ['[::1]::80', [{ containerPort: 80, hostPort: 0, hostIP: '::1', protocol }]],
  ['::1:8080:80', [{ containerPort: 80, hostPort: 8080, hostIP: '::1', protocol }]],
  ['80/tcp', [{ containerPort: 80, hostPort: 0, protocol }]],
  ['80/udp', [{ containerPort: 80, hostPort: 0, protocol: 'UDP' }]],
  ['8080:80/SCTP', [{ containerPort: 80, hostPort: 8080, protocol: 'SCTP' }]],
  [
    '3000-3002',
    [
      { containerPort: 3000, hostPort: 0, protocol },
      { containerPort: 3001, hostPort: 0, protocol },
      { containerPort: 3002, hostPort: 0, protocol },
    ],
  ],
  [
    '127.0.0.1:9090-9091:8080-8081/udp',
    [
      { containerPort: 8080, hostPort: 9090, hostIP: '127.0.0.1', protocol: 'UDP' },
      { containerPort: 8081, hostPort: 9091, hostIP: '127.0.0.1', protocol: 'UDP' },
    ],
  ],
  ['9090-9090:80', [{ containerPort: 80, hostPort: 9090, protocol }]],
])('the port %j', (entry, expected) => {
  expect(parsePort(entry)).toStrictEqual(expected);
});

it.each([
  [{ target: 80 }, { containerPort: 80, hostPort: 0, protocol }],
  [{ target: '80' }, { containerPort: 80, hostPort: 0, protocol }],
  [
    { target: 80, published: 8080 },
    { containerPort: 80, hostPort: 8080, protocol },
  ],
  [
    { target: 80, published: '8080' },
    { containerPort: 80, hostPort: 8080, protocol },
  ],
  [
    { target: 80, published: '8080-8080' },
    { containerPort: 80, hostPort: 8080, protocol },
  ],
  [
    { target: 80, published: '' },
    { containerPort: 80, hostPort: 0, protocol },
  ],
  [
    { target: 80, published: null },
    { containerPort: 80, hostPort: 0, protocol },
  ],
  [
    { target: 53, protocol: 'udp' },
    { containerPort: 53, hostPort: 0, protocol: 'UDP' },
  ],
  [
    { target: 80, host_ip: '::' },
    { containerPort: 80, hostPort: 0, hostIP: '::', protocol },
  ],
  [
    { target: 80, name: 'web' },
    { containerPort: 80, hostPort: 0, protocol, name: 'web' },
  ],
  [
    { target: 80, mode: 'host', app_protocol: 'http', 'x-note': 1 },
    { containerPort: 80, hostPort: 0, protocol },
  ],
])('the port %j', (entry, expected) => {
  expect(parsePort(entry)).toStrictEqual([expected]);
});

it.each([
  ['80x', '"80x" is no port: give [IP:][HOST:]CONTAINER[/udp]'],
  ['', '"" is no port: give'],
  [' 80', '" 80" is no port: give'],
  ['80:', '"80:" is no port: give'],
  ['web:80', '"web:80" is no port: give'],
  ['80-', '"80-" is no port: give'],
  ['1-2-3', '"1-2-3" is no port: give'],
  [80.5, '80.5 is no port: give'],
  [-80, '-80 is no port: give'],
  [true, 'true is no port: give'],
  [null, 'null is no port: give'],
  [undefined, 'nothing is no port: give'],
  [['80'], 'a list is no port: give'],
  [0, '0: 0 is not within 1 to 65535'],
  ['8080:0', '"8080:0": 0 is not within 1 to 65535'],
  ['65536', '"65536": 65536 is not within 1 to 65535'],
  ['65536:80', '"65536:80": 65536 is not within 0 to 65535'],
  ['65530-65536', '65530-65536 is not within 1 to 65535'],
  ['3002-3000', '3002-3000 counts down'],
  ['9091-9090:8080-8081', '9091-9090 counts down'],
  ['9090:8080-8081', 'host ports: 1, container ports: 2; give as many of each'],
  ['80/', '"80/" has an unknown protocol: use tcp, udp or sctp'],
  ['80/icmp', 'unknown protocol'],
  ['80/tcp/udp', 'unknown protocol'],
  ['256.0.0.1:8080:80', '"256.0.0.1:8080:80": "256.0.0.1" is no IP address'],
  ['127.0.0.01:8080:80', 'is no IP address'],
  ['127.1:8080:80', 'is no IP address'],
  ['localhost:8080:80', '"localhost" is no IP address'],
  ['[127.0.0.1]:8080:80', 'is no IP address'],
  ['[::1:8080:80', 'is no IP address'],
  ['1::2::3:8080:80', '"1::2::3" is no IP address'],
  ['1:2:3:4', '"1:2" is no IP address'],
  [{}, 'a port needs a target'],
  [{ published: 80 }, 'a port needs a target'],
  [{ target: 'web' }, 'target: "web" is no port'],
  [{ target: true }, 'target: true is no port'],
  [{ target: '80-81' }, 'target: "80-81" is no port'],
  [{ target: 0 }, 'target: 0 is not within 1 to 65535'],
  [{ target: 80, published: 65_536 }, 'published: 65536 is not within 0 to 65535'],
  [{ target: 80, published: 'x' }, 'published: "x" is no port'],
  [{ target: 80, published: [1] }, 'published: a list is no port'],
  [{ target: 80, host_ip: 'here' }, 'host_ip: "here" is no IP address'],
  [{ target: 80, host_ip: 127 }, 'host_ip: 127 is no IP address'],
  [{ target: 80, protocol: 'http' }, 'protocol: "http" is none: use tcp, udp or sctp'],
  [{ target: 80, protocol: 6 }, 'protocol: 6 is none'],
  [{ target: 80, name: 5 }, 'name: 5 is no text'],
  [{ target: 80, publish: 8080 }, 'a port has no key publish; did you mean published?'],
  [{ target: 80, wibble: null }, 'a port has no key wibble; its keys are target, published'],
])('the port %j is wrong: %s', (entry, message) => {
  expect(parsePort(entry)).toEqual(expect.stringContaining(message));
});

it.each([
  ['3000', [{ containerPort: 3000, protocol }]],
  [3000, [{ containerPort: 3000, protocol }]],
  ['53/udp', [{ containerPort: 53, protocol: 'UDP' }]],
  [
    '8080-8081/tcp',
    [
      { containerPort: 8080, protocol },
      { containerPort: 8081, protocol },
    ],
  ],
])('%j is exposed', (entry, expected) => {
  expect(parseExpose(entry)).toStrictEqual(expected);
});

it.each([
  ['8080:80', '"8080:80" is no port to expose: give CONTAINER[/udp]'],
  ['web', '"web" is no port to expose'],
  [{ target: 80 }, 'a mapping is no port to expose'],
  ['0', '"0": 0 is not within 1 to 65535'],
  ['80/icmp', '"80/icmp" has an unknown protocol'],
])('%j cannot be exposed: %s', (entry, message) => {
  expect(parseExpose(entry)).toEqual(expect.stringContaining(message));
});

it('one port of a range is left to the engine', () => {
  const port = { containerPort: 80, hostPort: 8080, lastHostPort: 8081, protocol: 'TCP' };
  expect(parsePort('8080-8081:80')).toEqual([port]);
  expect(parsePort({ target: 80, published: '8080-8081' })).toEqual([port]);
});
