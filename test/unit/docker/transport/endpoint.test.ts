import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { candidates, type EndpointQuestion } from '../../../../src/docker/transport/endpoint.ts';

function ask(
  question: Partial<Omit<EndpointQuestion, 'files'>> & { readonly files?: Readonly<Record<string, string>> },
) {
  const files = question.files ?? {};
  return candidates({
    env: {},
    home: '/home/a',
    ...question,
    files: { read: (path) => files[path], exists: (path) => path in files },
  });
}

const hash = createHash('sha256').update('lab').digest('hex');
const meta = `/home/a/.docker/contexts/meta/${hash}/meta.json`;
const tls = `/home/a/.docker/contexts/tls/${hash}/docker`;
const context = JSON.stringify({ Name: 'lab', Endpoints: { docker: { Host: 'tcp://lab:2376' } } });

describe('who decides', () => {
  it('--host wins over everything', () => {
    const env = { DOCKER_HOST: 'tcp://b:1', DOCKER_CONTEXT: 'lab' };
    expect(ask({ host: 'unix:///a.sock', env })).toEqual([
      { origin: '--host (unix:///a.sock)', address: { kind: 'socket', path: '/a.sock' } },
    ]);
  });

  it('DOCKER_HOST wins over contexts', () => {
    const env = { DOCKER_HOST: 'tcp://b:1', DOCKER_CONTEXT: 'lab' };
    expect(ask({ env, files: { [meta]: context } })).toEqual([
      { origin: 'DOCKER_HOST (tcp://b:1)', address: { kind: 'tcp', host: 'b', port: 1 } },
    ]);
  });

  it('DOCKER_CONTEXT wins over the current context', () => {
    const files = { '/home/a/.docker/config.json': '{"currentContext":"other"}', [meta]: context };
    expect(ask({ env: { DOCKER_CONTEXT: 'lab' }, files })).toEqual([
      { origin: 'DOCKER_CONTEXT (lab)', address: { kind: 'tcp', host: 'lab', port: 2376 } },
    ]);
  });

  it('the current context of the configuration is used, with its certificates', () => {
    const files = {
      '/home/a/.docker/config.json': '{"currentContext":"lab"}',
      [meta]: context,
      [`${tls}/ca.pem`]: '',
    };
    expect(ask({ files })).toEqual([
      {
        origin: 'the current docker context (lab)',
        address: {
          kind: 'tcp',
          host: 'lab',
          port: 2376,
          tls: { ca: `${tls}/ca.pem`, cert: `${tls}/cert.pem`, key: `${tls}/key.pem`, verify: true },
        },
      },
    ]);
  });

  it('DOCKER_CONFIG moves the configuration', () => {
    const files = { '/etc/d/config.json': '{"currentContext":"gone"}' };
    expect(ask({ env: { DOCKER_CONFIG: '/etc/d' }, files })).toMatchObject([
      {
        origin: 'the current docker context (gone)',
        rejected: expect.stringContaining('/etc/d/contexts/meta/'),
      },
    ]);
  });

  it('with nothing set, and for the context called default, the usual sockets are tried in order', () => {
    const files = {
      '/home/a/.docker/config.json': '{"currentContext":"default"}',
      '/home/a/.colima/default/docker.sock': '',
    };
    expect(ask({ env: { XDG_RUNTIME_DIR: '/run/user/1' }, files })).toEqual([
      { origin: '/var/run/docker.sock', rejected: 'does not exist' },
      { origin: '/home/a/.docker/run/docker.sock', rejected: 'does not exist' },
      { origin: '/run/user/1/docker.sock', rejected: 'does not exist' },
      { origin: '/run/user/1/podman/podman.sock', rejected: 'does not exist' },
      {
        origin: '/home/a/.colima/default/docker.sock',
        address: { kind: 'socket', path: '/home/a/.colima/default/docker.sock' },
      },
      { origin: '/home/a/.orbstack/run/docker.sock', rejected: 'does not exist' },
    ]);
  });

  it('a configuration that is no JSON is as good as none', () => {
    expect(ask({ files: { '/home/a/.docker/config.json': 'oops' } })).toHaveLength(4);
  });
});

describe('TLS', () => {
  it('DOCKER_TLS_VERIFY takes the files of DOCKER_CERT_PATH and Docker’s TLS port', () => {
    const env = { DOCKER_HOST: 'tcp://b', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' };
    expect(ask({ env })).toMatchObject([
      {
        address: {
          port: 2376,
          tls: { ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem', verify: true },
        },
      },
    ]);
  });

  it('DOCKER_TLS alone encrypts without a check', () => {
    expect(ask({ env: { DOCKER_HOST: 'tcp://b:5', DOCKER_TLS: '1' } })).toMatchObject([
      { address: { port: 5, tls: { ca: '/home/a/.docker/ca.pem', verify: false } } },
    ]);
  });
});

it.each([
  ['unix:///x/y.sock', { kind: 'socket', path: '/x/y.sock' }],
  ['/x/y.sock', { kind: 'socket', path: '/x/y.sock' }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
  ['localhost:2375', { kind: 'tcp', host: 'localhost', port: 2375 }],
  ['tcp://[::1]:7', { kind: 'tcp', host: '::1', port: 7 }],
  ['http://h', { kind: 'tcp', host: 'h', port: 2375 }],
  ['ssh://h', { kind: 'ssh', destination: 'h' }],
  ['ssh://me@h:22', { kind: 'ssh', destination: 'me@h', port: 22 }],
  ['ssh://my%2Bname@h-1.example', { kind: 'ssh', destination: 'my+name@h-1.example' }],
  ['ssh://LAB%5Cme@h', { kind: 'ssh', destination: 'LAB\\me@h' }],
  ['ssh://me@[fe80::1]', { kind: 'ssh', destination: 'me@fe80::1' }],
])('%s is understood', (host, address) => {
  expect(ask({ host })).toEqual([{ origin: `--host (${host})`, address }]);
});

it.each([
  ['unix://', 'names no socket'],
  ['ftp://h', 'scheme that is not known here: ftp://'],
  ['tcp://', 'is no address'],
  ['ssh://-oProxyCommand=x', 'is no'],
  ['ssh://%2DoProxyCommand=x', 'is no ssh destination'],
  ['ssh://%2DoProxyCommand=x@h', 'is no ssh destination'],
  ['ssh://a%20-oProxyCommand=x@h', 'is no ssh destination'],
  ['ssh://a%0Ab@h', 'is no ssh destination'],
  ['ssh://a%40b@h', 'is no ssh destination'],
  ['ssh://$(x)@h', 'is no ssh destination'],
  ['ssh://a%20b', 'is no ssh destination'],
  ['ssh://%zz@h', 'percent sign'],
  ['ssh://%zz', 'is no'],
  ['ssh://me:pw@h', 'password'],
  ['ssh://h/path', 'path'],
])('%s is refused with its reason', (host, reason) => {
  expect(ask({ host })).toEqual([{ origin: `--host (${host})`, rejected: expect.stringContaining(reason) }]);
});
