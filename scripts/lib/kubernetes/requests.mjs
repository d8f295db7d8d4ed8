/**
 * Requests that read, chosen by a seed: kinds, names and parts that are there and that are not, paths that are no such, and queries with
 * values that are right, wrong and do not go together.
 */
export function someRequests(count, seed) {
  const random = mulberry32(seed);
  const one = (list) => list[Math.floor(random() * list.length)];
  const found = new Set();
  while (found.size < count) found.add(random() < 0.6 ? listed(one, random) : other(one, random));
  return [...found];
}

/** Small, and the same on every machine. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const roots = {
  'api/v1': ['pods', 'services', 'configmaps', 'secrets', 'endpoints', 'events', 'serviceaccounts'],
  'apis/apps/v1': ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
  'apis/batch/v1': ['jobs', 'cronjobs'],
  'apis/discovery.k8s.io/v1': ['endpointslices'],
  'apis/coordination.k8s.io/v1': ['leases'],
};
const clusterWide = [
  ...['api/v1/nodes', 'api/v1/namespaces', 'apis/apiextensions.k8s.io/v1/customresourcedefinitions'],
];

function listed(one, random) {
  const root = one(Object.keys(roots));
  const plural = one(roots[root]);
  const path =
    random() < 0.1
      ? `/${one(clusterWide)}`
      : random() < 0.2
        ? `/${root}/${plural}`
        : `/${root}/namespaces/${one(['shop', 'shop', 'shop', 'none'])}/${plural}`;
  const count = one([0, 1, 1, 1, 2, 2, 3]);
  const query = Array.from({ length: count }, () => option(one, plural)).join('&');
  return query === '' ? path : `${path}?${query}`;
}

const numbers = ['0', '1', '5', '-1', 'x', '', '1.5', ' 1', '99999999999999999999', '0x1', '%2B1'];
const versions = ['', '0', '1', 'x', '-1', '1.5', '99999999', '99999999999999999999', '%2B1'];
const flags = ['true', 'false', '1', '0', 'x', '', 'True', 'FALSE'];
const labels = [
  ...[
    '',
    'app',
    '!app',
    'app=web',
    'app==web,tier!=front',
    'app in (web,api)',
    'app notin (web)',
    'app=',
    'in',
    '!',
  ],
  ...[
    '=',
    ',',
    'app,',
    'a b',
    'app in web',
    'app in (',
    'app in ()',
    'app in (a b)',
    'a>b',
    'a>1',
    'a=b=c',
    'a===b',
  ],
  ...[
    '!a=b',
    'A/b/c',
    'A_B/c',
    '/x',
    'x/',
    'a=b.',
    '-a',
    'a in (,)',
    '(',
    'a!',
    'a,,b',
    'a in (=)',
    `a=${'x'.repeat(64)}`,
  ],
];
const fields = [
  ...[
    '',
    'metadata.name=web',
    'metadata.name!=web',
    'metadata.namespace=shop',
    'status.phase=Running',
    'x',
    'x=y',
  ],
  ...[
    'spec.nodeName',
    'metadata.name=web,',
    ',',
    '=',
    'spec.nodeName==none',
    'status.phase!=Running',
    'type=Opaque',
  ],
  ...[
    'metadata.name=a\\,b',
    'metadata.name=a\\x',
    'metadata.name=a=b',
    'involvedObject.name=web',
    'reason=Started',
  ],
  ...[
    'spec.type=ClusterIP',
    'spec.clusterIP=None',
    'status.replicas=2',
    'status.successful=1',
    'metadata.labels=a',
  ],
];
const tokens = [
  '',
  'x',
  'abc',
  '%',
  'bnVsbA',
  'e30',
  encode({ v: 'v0' }),
  encode({ v: 'meta.k8s.io/v1', start: 'a' }),
];
tokens.push(encode({ v: 'meta.k8s.io/v1', rv: 1 }), '*');

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function option(one) {
  const values = {
    limit: numbers,
    timeoutSeconds: numbers,
    resourceVersion: versions,
    resourceVersionMatch: ['', 'Exact', 'NotOlderThan', 'x', 'exact'],
    continue: tokens,
    labelSelector: labels,
    fieldSelector: fields,
    sendInitialEvents: flags,
    allowWatchBookmarks: flags,
    pretty: flags,
    unknown: ['x'],
  };
  const name = one(Object.keys(values));
  return `${name}=${encodeURIComponent(one(values[name])).replaceAll('%25', '%')}`;
}

const pieces = [
  '',
  '/',
  'api',
  'v1',
  'apis',
  'apps',
  'pods',
  'web',
  'namespaces',
  'shop',
  'none',
  'x',
  'status',
  'log',
];
const known = [
  ...[
    '/api',
    '/api/',
    '/apis',
    '/apis/',
    '/api/v1',
    '/api/v2',
    '/apis/apps',
    '/apis/apps/v1',
    '/apis/apps/v2',
    '/apis/none',
  ],
  ...[
    '/version',
    '/version/',
    '/healthz',
    '/livez',
    '/readyz',
    '/healthz/',
    '/openapi/v3',
    '/openapi/v3/',
    '/apis/apps/v1beta1',
  ],
  ...['/openapi/v3/apis/none/v1', '/openapi', '/api/v1/x', '/apis/batch/v1/', '/api/v1/', '/apis/apps/'],
];
const objects = {
  pods: ['web', 'none', 'Web', 'a b', '..', 'web%2Flog'],
  services: ['web', 'none'],
  configmaps: ['settings', 'none'],
  secrets: ['keys'],
  deployments: ['api', 'none'],
  namespaces: ['shop', 'none'],
  nodes: ['none'],
};
const parts = [
  'status',
  'scale',
  'x',
  'log',
  'status/x',
  'exec',
  '',
  'ephemeralcontainers',
  'proxy',
  'eviction',
  'binding',
];

function other(one, random) {
  const kind = random();
  if (kind < 0.3) return one(known);
  if (kind < 0.45) return `/${Array.from({ length: one([1, 2, 3, 4, 5]) }, () => one(pieces)).join('/')}`;
  const plural = one(Object.keys(objects));
  const root = plural === 'deployments' ? '/apis/apps/v1' : '/api/v1';
  const isWide = plural === 'namespaces' || plural === 'nodes';
  const name = encodeURIComponent(one(objects[plural])).replaceAll('%25', '%');
  const place =
    isWide && random() < 0.8
      ? ''
      : random() < 0.1
        ? ''
        : `/namespaces/${one(['shop', 'shop', 'shop', 'none'])}`;
  const path = `${root}${place}/${plural}/${name}`;
  if (random() < 0.4) return `${path}/${one(parts)}`;
  return random() < 0.4 ? `${path}?${option(one)}` : path;
}
