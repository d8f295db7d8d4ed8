import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { programFile, version } from './programs.mjs';
import { someRequests } from './requests.mjs';

/** The namespace that the manifests are in, there and here. */
const namespace = 'shop';

const core = ['pods', 'services', 'endpoints', 'configmaps', 'secrets', 'events'];
const paths = [
  ...core.map((name) => `/api/v1/namespaces/${namespace}/${name}`),
  ...['deployments', 'replicasets'].map((name) => `/apis/apps/v1/namespaces/${namespace}/${name}`),
  `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
];

/**
 * Asks a node what it answers about the pods of the manifests in a folder, and writes it down: the objects, the tables that kubectl prints, what
 * `kubectl describe` says, and the answers to two hundred requests that a seed chooses.
 *
 * @param node one that `startNode` has made, with controllers.
 */
export async function recordClientAnswers(node, { manifests, golden }) {
  const ask = (args, input) =>
    output(node.inNetwork([programFile('kubectl'), '--kubeconfig', node.kubeconfig, ...args]), input);
  const create = (text) => ask(['-n', namespace, 'create', '-f', '-'], text);
  create(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  for (const name of readdirSync(manifests)) create(pinned(readFileSync(join(manifests, name), 'utf8')));
  await settled(node);
  const pods = JSON.parse(get(node, paths[0]).body).items.map(({ metadata }) => metadata.name);
  const answers = {
    version,
    objects: Object.fromEntries(paths.map((path) => [nameOf(path), itemsAt(node, path)])),
    tables: Object.fromEntries(paths.map((path) => [nameOf(path), tableAt(node, path)])),
    descriptions: Object.fromEntries(
      pods.map((pod) => [pod, ask(['-n', namespace, 'describe', 'pod', pod])]),
    ),
  };
  write(golden, 'objects', answers);
  const requests = someRequests(200, 20261128).map((url) => ({ url, ...answerTo(node, url) }));
  write(golden, 'requests', { version, requests });
  return requests.length;
}

const nameOf = (path) => path.split('/').at(-1);

function write(folder, name, answers) {
  const file = join(folder, `${name}-${version}.json`);
  writeFileSync(file, JSON.stringify(answers));
  output(['node_modules/.bin/biome', 'format', '--write', file]);
}

/** Nothing schedules pods on that node, so they name it. */
function pinned(text) {
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  for (const { kind, spec } of documents) {
    const pod = kind === 'Pod' ? spec : spec?.template?.spec;
    if (pod) pod.nodeName = 'judge';
  }
  return documents.map((document) => JSON.stringify(document)).join('\n---\n');
}

/** The phase of pods that end, and of those that run the readiness. */
async function settled(node) {
  const isSettled = ({ status: { phase, conditions = [] } }) =>
    ['Failed', 'Succeeded'].includes(phase) ||
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  const deadline = performance.now() + 120_000;
  for (;;) {
    const { items } = JSON.parse(get(node, paths[0]).body);
    const slices = JSON.parse(get(node, paths.at(-1)).body).items;
    const ready = slices
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter(({ conditions }) => conditions.ready);
    if (items.length === 6 && items.every(isSettled) && ready.length === 5) return;
    if (performance.now() > deadline) throw new Error('the pods of the manifests do not settle on the node');
    await sleep(500);
  }
}

/** Who has written which field is not shown here, and would be most of the file. */
function itemsAt(node, path) {
  const { items } = JSON.parse(get(node, path).body);
  for (const { metadata } of items) delete metadata.managedFields;
  return items;
}

function tableAt(node, path) {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { columnDefinitions, rows } = JSON.parse(get(node, path, accept).body);
  return {
    columns: columnDefinitions.map(({ name, type, format, priority }) => ({ name, type, format, priority })),
    rows: rows.map(({ cells }) => cells),
  };
}

/** What is compared of an answer: its code, and of a failure its reason and message. */
function answerTo(node, url) {
  const { code, body } = get(node, url);
  const { kind, reason, message } = jsonOf(body);
  return code < 400
    ? { code, ...(kind && { kind }) }
    : { code, ...(reason && { reason }), ...(message && { message }) };
}

function jsonOf(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function get(node, url, accept = 'application/json') {
  const headers = ['-H', 'Authorization: Bearer judge', '-H', `Accept: ${accept}`];
  const asked = ['curl', '-sk', '--path-as-is', '--max-time', '10', ...headers, '-w', '\n%{http_code}'];
  const text = output(node.inNetwork([...asked, `https://127.0.0.1:6443${url}`]));
  const at = text.lastIndexOf('\n');
  return { code: Number(text.slice(at + 1)), body: text.slice(0, at) };
}

function output([program, ...args], input = '') {
  const { status, stdout, stderr } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${args.slice(0, 6).join(' ')}: ${stderr}`);
  return stdout;
}
