import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerdConfig, kubeletConfig, networkConfig, preparation } from './config.mjs';
import { pluginsFolder, programFile } from './programs.mjs';

/**
 * A Kubernetes node of one machine: etcd, the API server and a kubelet over a containerd of their own, in network, mount and UTS
 * namespaces of their own. Nothing of it touches the engine beside it.
 *
 *   start ─▶ namespaces ─▶ containerd ─▶ images ─▶ etcd ─▶ API server ─▶ kubelet ─▶ the node is Ready
 *   stop  ─▶ everything that lives in the namespaces or is a shim of that containerd ends
 *
 * @param images names of images of the engine, with the names that they get on the node.
 * @param withControllers whether Deployments make pods, and Services get endpoints.
 */
export async function startNode(images, { withControllers = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'okn-'));
  const node = { folder, socket: join(folder, 'containerd.sock'), children: [] };
  try {
    await enterNamespaces(node);
    await startContainerd(node);
    for (const [from, to] of images) importImage(node, from, to);
    await startCluster(node);
    if (withControllers) startControllers(node);
    return {
      folder,
      kubeconfig: join(folder, 'kubeconfig'),
      inNetwork: (command) => inNetwork(node, command),
      stop: () => stop(node),
    };
  } catch (error) {
    await stop(node);
    throw error;
  }
}

const place = (folder, name) => join(folder, 'ns', name);

function inside({ folder }, [program, ...args]) {
  const namespaces = [
    `--mount=${place(folder, 'mnt')}`,
    `--net=${place(folder, 'net')}`,
    `--uts=${place(folder, 'uts')}`,
  ];
  return ['nsenter', ...namespaces, '--', program, ...args];
}

/** A command that reaches the API server and sees this machine's files. */
const inNetwork = ({ folder }, command) => ['nsenter', `--net=${place(folder, 'net')}`, '--', ...command];

/** A mount namespace can only be pinned outside itself, on a private mount. */
async function enterNamespaces(node) {
  const { folder } = node;
  for (const name of ['ns', 'cni', 'cni-data', 'kubelet', 'pods', 'etcd', 'pki', 'sysctl', 'manifests'])
    mkdirSync(join(folder, name));
  for (const name of ['mnt', 'net', 'uts']) writeFileSync(place(folder, name), '');
  run('mount', ['--bind', join(folder, 'ns'), join(folder, 'ns')]);
  run('mount', ['--make-private', join(folder, 'ns')]);
  writeFileSync(join(folder, 'cni/10-node.conflist'), networkConfig());
  writeFileSync(join(folder, 'prepare.sh'), preparation(folder));
  const namespaces = [
    `--mount=${place(folder, 'mnt')}`,
    `--net=${place(folder, 'net')}`,
    `--uts=${place(folder, 'uts')}`,
  ];
  run('unshare', [...namespaces, '--propagation', 'slave', 'sh', join(folder, 'prepare.sh')]);
}

async function startContainerd(node) {
  const { folder, socket } = node;
  writeFileSync(join(folder, 'containerd.toml'), containerdConfig(folder, socket, pluginsFolder));
  background(node, 'containerd', ['containerd', '--config', join(folder, 'containerd.toml')]);
  await until('containerd answers', 30, () => succeeds(...inside(node, ctr(node, ['version']))));
}

const ctr = ({ socket }, args) => ['ctr', '-a', socket, '-n', 'k8s.io', ...args];

function importImage(node, from, to) {
  const archive = join(node.folder, 'image.tar');
  run('docker', ['save', '-o', archive, from]);
  run(...split(inside(node, ctr(node, ['images', 'import', archive]))));
  rmSync(archive);
  if (to === from) return;
  // A first part with a dot is the host of a registry.
  const reference = from.split('/')[0].includes('.') ? from : `docker.io/${from}`;
  const target = to.startsWith('node.local/') ? to : `docker.io/${to}`;
  run(...split(inside(node, ctr(node, ['images', 'tag', '--force', reference, target]))));
}

const split = ([program, ...args]) => [program, args];

async function startCluster(node) {
  const { folder } = node;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'pki/sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), {
    mode: 0o600,
  });
  writeFileSync(join(folder, 'pki/tokens.csv'), tokens, { mode: 0o600 });
  background(node, 'etcd', [
    programFile('etcd'),
    '--data-dir',
    join(folder, 'etcd/data'),
    '--unsafe-no-fsync',
    '--log-level',
    'warn',
    '--listen-client-urls',
    'http://127.0.0.1:2379',
    '--advertise-client-urls',
    'http://127.0.0.1:2379',
    '--listen-peer-urls',
    'http://127.0.0.1:2380',
  ]);
  background(node, 'kube-apiserver', [
    programFile('kube-apiserver'),
    '--etcd-servers',
    'http://127.0.0.1:2379',
    '--bind-address',
    '127.0.0.1',
    '--advertise-address',
    '10.234.78.1',
    '--secure-port',
    '6443',
    '--cert-dir',
    join(folder, 'pki'),
    '--token-auth-file',
    join(folder, 'pki/tokens.csv'),
    '--kubelet-preferred-address-types',
    'InternalIP',
    '--authorization-mode',
    'RBAC',
    '--service-cluster-ip-range',
    '10.234.79.0/24',
    '--service-account-issuer',
    'https://judge',
    '--service-account-key-file',
    join(folder, 'pki/sa.key'),
    '--service-account-signing-key-file',
    join(folder, 'pki/sa.key'),
    '--disable-admission-plugins',
    'ServiceAccount,TaintNodesByCondition',
    '--feature-gates',
    gates.map((gate) => `${gate}=true`).join(','),
  ]);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText, { mode: 0o600 });
  await until('the API server is ready', 120, () => answers(node, 'https://127.0.0.1:6443/readyz'));
  writeFileSync(join(folder, 'kubelet.yaml'), kubeletConfig(folder, node.socket, gates));
  background(node, 'kubelet', [
    programFile('kubelet'),
    '--config',
    join(folder, 'kubelet.yaml'),
    '--kubeconfig',
    kubeconfig,
    '--root-dir',
    join(folder, 'kubelet'),
    '--node-ip',
    '10.234.78.1',
    '--hostname-override',
    'judge',
    '--cert-dir',
    join(folder, 'pki'),
  ]);
  await until('the node is ready', 60, () => isReady(node));
}

function startControllers(node) {
  background(node, 'kube-controller-manager', [
    programFile('kube-controller-manager'),
    '--kubeconfig',
    join(node.folder, 'kubeconfig'),
    '--controllers=deployment-controller,replicaset-controller,endpoints-controller,endpointslice-controller',
    '--leader-elect=false',
    '--secure-port=0',
  ]);
}

function isReady(node) {
  const [program, ...args] = inside(node, curl('https://127.0.0.1:6443/api/v1/nodes/judge'));
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return /"type":"Ready","status":"True"/.test((stdout ?? '').replaceAll(/\s/g, ''));
}

/** Gates that are off by default and that rows of the reference need. */
const gates = ['RestartAllContainersOnContainerExits', 'ContainerStopSignals', 'NodeDeclaredFeatures'];

/** `judge` may do everything; `guest` may do what a test gives it. */
const tokens = 'judge,admin,1,"system:masters"\nguest,guest,2\n';

const kubeconfigText = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: 'judge', cluster: { server: 'https://127.0.0.1:6443', 'insecure-skip-tls-verify': true } },
  ],
  users: ['judge', 'guest'].map((name) => ({ name, user: { token: name } })),
  contexts: ['judge', 'guest'].map((name) => ({ name, context: { cluster: 'judge', user: name } })),
  'current-context': 'judge',
});

function background(node, name, command) {
  const log = openSync(join(node.folder, `${name}.log`), 'w');
  const [program, ...args] = inside(node, command);
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  node.children.push({ name, child });
}

const curl = (url) => ['curl', '-fsk', '--max-time', '2', '-H', 'Authorization: Bearer judge', url];

const answers = (node, url) => succeeds(...inside(node, curl(url)));

function succeeds(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

async function until(words, seconds, holds) {
  const deadline = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${words}`);
    await sleep(200);
  }
}

async function stop(node) {
  const { folder } = node;
  for (const id of tasks(node)) succeeds(...inside(node, ctr(node, ['tasks', 'kill', '-s', 'KILL', id])));
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of processesOf(node)) kill(pid, signal);
    for (let round = 0; round < 50 && processesOf(node).length > 0; round++) await sleep(100);
  }
  for (const name of ['mnt', 'net', 'uts']) succeeds('umount', place(folder, name));
  succeeds('umount', join(folder, 'ns'));
  rmSync(folder, { recursive: true, force: true });
}

function tasks(node) {
  const [program, ...args] = inside(node, ctr(node, ['tasks', 'ls', '-q']));
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter((line) => line !== '');
}

/** Everything in the node's network namespace, and the shims of its containerd; pods have namespaces of their own. */
function processesOf({ folder, socket }) {
  const { ino } = statOr(place(folder, 'net'));
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      const isInside = readlinkSync(`/proc/${pid}/ns/net`) === `net:[${ino}]`;
      return (
        isInside ||
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(`-address ${socket}`)
      );
    } catch {
      return false;
    }
  });
}

function statOr(file) {
  try {
    return statSync(file);
  } catch {
    return { ino: -1 };
  }
}

function kill(pid, signal) {
  try {
    process.kill(Number(pid), signal);
  } catch {
    // It has ended by itself.
  }
}

function run(program, args) {
  const { status, stderr, error } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} ${args.at(-1)} failed: ${error?.message ?? stderr.trim()}`);
}
