import { expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: i}]}
`;
const service = (name: string, spec: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: ${spec}
`;
const endpoints = (name: string, rest: string) => `---
apiVersion: v1
kind: Endpoints
metadata: {name: ${name}}
${rest}
`;
const slice = (labels: string, rest: string) => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s, labels: ${labels}}
${rest}
`;
const read = (text: string) => readManifests([{ file: 'f', text: pod + text }]);
const givenOf = (text: string) => read(text).pods[0]!.services![0]!.given;
const messages = (text: string) =>
  read(text).diagnostics.map(({ message }) => message.replace(/^[\w.]+: /, ''));
const db = service('db', '{ports: [{name: sql, port: 5432}]}');

it('Endpoints give a Service without a selector its addresses, ready or not', () => {
  const text =
    db +
    endpoints(
      'db',
      `subsets:
  - addresses: [{ip: 10.9.0.1, hostname: first}, {ip: "fd00::1"}]
    notReadyAddresses: [{ip: 10.9.0.2}]
    ports: [{name: sql, port: 15432}, {name: other, port: 1, protocol: SCTP}]`,
    );
  const ports = [{ name: 'sql', port: 15_432, protocol: 'TCP' }];
  expect(givenOf(text)).toEqual([
    { ip: '10.9.0.1', hostname: 'first', ready: true, ports },
    { ip: '10.9.0.2', ready: false, ports },
  ]);
  expect(messages(text)).toEqual([]);
});

it('an EndpointSlice belongs to the Service of its label; without a condition an address is ready', () => {
  const text =
    db +
    slice(
      '{kubernetes.io/service-name: db}',
      `addressType: IPv4
ports: [{name: sql, port: 15432}]
endpoints:
  - {addresses: [10.9.0.1, 10.9.0.9]}
  - {addresses: [10.9.0.2], conditions: {ready: false}}`,
    );
  expect(givenOf(text)!.map(({ ip, ready }) => [ip, ready])).toEqual([
    ['10.9.0.1', true],
    ['10.9.0.2', false],
  ]);
  expect(messages(text)).toEqual([]);
});

it('addresses that lead nowhere are told of', () => {
  const own = service('own', '{selector: {app: none}, ports: [{port: 80}]}');
  const text =
    own + endpoints('own', 'subsets: []') + endpoints('gone', 'subsets: []') + slice('{}', 'endpoints: []');
  expect(messages(text)).toEqual([
    'no pod of these files is behind Service own',
    'Service own has a selector, which decides what is behind it: this Endpoints is left out',
    'there is no Service gone in these files for this Endpoints',
    'without the label kubernetes.io/service-name it belongs to no Service',
  ]);
  expect(givenOf(text)).toBeUndefined();
});
