import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const port = 2376;

/**
 * An authority, a certificate of the engine and one of a client, as the documentation of Docker has them, in a folder.
 * @returns the daemon's options, and the environment of a client
 */
export function makeCertificates(folder) {
  const at = (name) => join(folder, name);
  const openssl = (...args) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...request,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=engine-ca',
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
  );
  for (const [name, extension] of [
    ['server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'],
    ['client', 'extendedKeyUsage=clientAuth\n'],
  ]) {
    writeFileSync(at(`${name}.cnf`), extension);
    openssl(...request, '-subj', `/CN=${name}`, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', `${name}.cnf`];
    openssl('x509', '-req', '-days', '2', '-in', `${name}.csr`, ...signed, '-out', `${name}-cert.pem`);
  }
  mkdirSync(at('certs'));
  copyFileSync(at('ca.pem'), at('certs/ca.pem'));
  copyFileSync(at('client-cert.pem'), at('certs/cert.pem'));
  copyFileSync(at('client-key.pem'), at('certs/key.pem'));
  const endpoint = `tcp://127.0.0.1:${port}`;
  return {
    options: [
      ...['-H', endpoint, '--tlsverify', '--tlscacert', at('ca.pem')],
      ...['--tlscert', at('server-cert.pem'), '--tlskey', at('server-key.pem')],
    ],
    environment: { DOCKER_HOST: endpoint, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: at('certs') },
  };
}
