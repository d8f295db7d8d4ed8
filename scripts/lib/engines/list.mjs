/**
 * The engines that `npm run test:engines` starts, each from the packages of a Debian release: `options` are dockerd's. One with
 * `address: 'tls'` listens on TCP and asks for the certificate of a client.
 */
export const engines = [
  { name: 'docker-26.1', suite: 'trixie', store: 'overlay2' },
  { name: 'docker-28.5', suite: 'sid', store: 'overlay2' },
  {
    name: 'docker-28.5-containerd',
    suite: 'sid',
    store: 'containerd',
    options: ['--feature', 'containerd-snapshotter=true'],
  },
  { name: 'docker-28.5-tls', suite: 'sid', store: 'overlay2', address: 'tls' },
];
