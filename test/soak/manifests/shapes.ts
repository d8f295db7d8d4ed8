// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose fills these in

/** A text of about so many bytes. */
type Shape = (bytes: number) => string;

/** A head, and then so many pieces as there is room for. */
function filled(bytes: number, head: string, piece: (index: number) => string, tail = ''): string {
  const parts = [head];
  let length = head.length + tail.length;
  for (let index = 0; length < bytes; index++) {
    const next = piece(index);
    parts.push(next);
    length += next.length;
  }
  return [...parts, tail].join('');
}

function pod(name: string, rest: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n${rest}`;
}

const CONTAINER = '  containers:\n  - name: app\n    image: web:1\n';
const COMPOSE = 'services:\n  app:\n    image: web:1\n';

/** What can make a file slow, each of which had grown with the square of the file somewhere, or might. */
export const shapes: Readonly<Record<string, Shape>> = {
  'many pods': (bytes) =>
    filled(bytes, '', (index) => `---\n${pod(`p${index}`, '  containers: [{name: a, image: "web:1"}]\n')}`),
  'many ConfigMaps': (bytes) =>
    filled(
      bytes,
      pod('p', CONTAINER),
      (index) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\ndata: {k: v}\n`,
    ),
  'many Services that select one pod': (bytes) =>
    filled(
      bytes,
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: p}}\nspec:\n${CONTAINER}`,
      (index) =>
        `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {app: p}, ports: [{port: 80}]}\n`,
    ),
  'as many pods and Services as a run can have': (bytes) =>
    Array.from({ length: 1000 }, (_, index) => {
      const labels = `{app: p${index % 10}}`;
      const own = filled(
        bytes / 1000 - 300,
        '',
        (number) => `  - {name: a${number}, image: "${'registry/'.repeat(9)}web:1"}\n`,
      );
      const port = '{port: 80, targetPort: http, name: http}';
      return (
        `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, labels: ${labels}}\nspec:\n${CONTAINER}    ports: [{name: http, containerPort: 80}]\n${own}` +
        `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {type: NodePort, selector: ${labels}, ports: [${port}]}\n`
      );
    }).join(''),
  'pods that wait for all before them': (bytes) => {
    const count = Math.min(1000, Math.floor(Math.sqrt(bytes / 3)));
    return Array.from({ length: count }, (_, index) => {
      const names = Array.from({ length: index }, (_, before) => `p${before}`).join(',');
      return `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, annotations: {${names && `outrider.dev/wait-for: "${names}"`}}}\nspec: {containers: [{name: a, image: "web:1"}]}\n`;
    }).join('');
  },
  'replicas of a long pod': (bytes) =>
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: w}\nspec: {replicas: 100, serviceName: s, selector: {matchLabels: {app: w}}, template: {metadata: {labels: {app: w}}, spec: {containers: [{name: a, image: "web:1", env: [${filled(bytes, '', (index) => `{name: V${index}, value: a longer value of many words},`)}]}]}}}\n`,
  'as many Services as pods': (bytes) =>
    filled(
      bytes,
      '',
      (index) =>
        `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p${index}, labels: {app: p${index}}}\nspec: {containers: [{name: a, image: "web:1"}]}\n` +
        `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {app: p${index}}, ports: [{port: 80}]}\n`,
    ),
  'items of a List': (bytes) =>
    filled(
      bytes,
      'apiVersion: v1\nkind: List\nitems:\n',
      (index) =>
        `- apiVersion: v1\n  kind: Pod\n  metadata: {name: p${index}}\n  spec: {containers: [{name: a, image: "web:1"}]}\n`,
    ),
  'many containers': (bytes) =>
    filled(bytes, pod('p', '  containers:\n'), (index) => `  - {name: a${index}, image: "web:1"}\n`),
  'many containers that mount many volumes': (bytes) =>
    filled(
      bytes / 2,
      filled(bytes / 2, pod('p', '  volumes:\n'), (index) => `  - {name: v${index}, emptyDir: {}}\n`).concat(
        '  containers:\n',
      ),
      () => '',
    ) +
    filled(
      bytes / 2,
      '',
      (index) => `  - {name: a${index}, image: "web:1", volumeMounts: [{name: v${index}, mountPath: /v}]}\n`,
    ),
  'variables of a container': (bytes) =>
    filled(bytes, pod('p', `${CONTAINER}    env:\n`), (index) => `    - {name: V${index}, value: "x"}\n`),
  'variables that name one another': (bytes) =>
    filled(
      bytes,
      pod('p', `${CONTAINER}    env:\n`),
      (index) => `    - {name: V${index}, value: "$(V${index - 1})$(V${index - 2})"}\n`,
    ),
  'references to data that is missing': (bytes) =>
    filled(
      bytes,
      pod('p', `${CONTAINER}    env:\n`),
      (index) => `    - {name: V${index}, valueFrom: {configMapKeyRef: {name: c${index}, key: k}}}\n`,
    ),
  'the same name again and again': (bytes) =>
    filled(bytes, pod('p', '  containers:\n'), () => '  - {name: a, image: "web:1"}\n'),
  'unknown fields': (bytes) => filled(bytes, pod('p', CONTAINER), (index) => `    unknown${index}: 1\n`),
  'ignored fields': (bytes) =>
    filled(
      bytes,
      '',
      (index) =>
        `---\n${pod(`p${index}`, '  priorityClassName: high\n  containers: [{name: a, image: "web:1", stdinOnce: true}]\n')}`,
    ),
  'values of a wrong type': (bytes) => filled(bytes, pod('p', `${CONTAINER}    args: [`), () => '{},', ']\n'),
  'numbers where text is meant': (bytes) =>
    filled(
      bytes,
      pod('p', `${CONTAINER}    env:\n`),
      (index) => `    - {name: V${index}, value: ${index}}\n`,
    ),
  'keys that stand twice': (bytes) => filled(bytes, pod('p', `${CONTAINER}`), () => '    tty: true\n'),
  'a ConfigMap with many keys': (bytes) =>
    filled(
      bytes,
      `${pod('p', `${CONTAINER}    envFrom: [{configMapRef: {name: c}}]\n`)}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n`,
      (index) => `  k${index}: v\n`,
    ),
  'labels and annotations': (bytes) =>
    filled(
      bytes,
      `apiVersion: v1\nkind: Pod\nspec:\n${CONTAINER}metadata:\n  name: p\n  annotations:\n`,
      (index) => `    a${index}: v\n`,
    ),
  'one long text': (bytes) => pod('p', `${CONTAINER}    args: ["${'x'.repeat(bytes)}"]\n`),
  'one long text of blocks': (bytes) =>
    filled(
      bytes,
      `${pod('p', CONTAINER)}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  k: |\n`,
      (index) => `    line ${index}\n`,
    ),
  'one long plain text over lines': (bytes) =>
    filled(bytes, `${pod('p', CONTAINER)}    args:\n    - word\n`, () => '      word\n'),
  'one long quoted text over lines': (bytes) =>
    filled(bytes, `${pod('p', CONTAINER)}    args:\n    - "word\n`, () => '      \\e word\n', '"\n'),
  'a long key': (bytes) => pod('p', `${CONTAINER}    ${'k'.repeat(bytes)}: 1\n`),
  comments: (bytes) => filled(bytes, '', () => '# comment\n', pod('p', CONTAINER)),
  'empty lines': (bytes) => `${pod('p', CONTAINER)}${'\n'.repeat(bytes)}`,
  'empty documents': (bytes) => filled(bytes, pod('p', CONTAINER), () => '---\n'),
  'ends of documents': (bytes) => filled(bytes, pod('p', CONTAINER), () => '...\n'),
  brackets: (bytes) => `a: ${'['.repeat(bytes)}`,
  braces: (bytes) => `a: ${'{'.repeat(bytes)}`,
  'indented mappings': (bytes) => {
    const depth = Math.floor(Math.sqrt(bytes * 2));
    return Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
  },
  dashes: (bytes) => `a:\n  ${'- '.repeat(bytes / 2)}\n`,
  'question marks': (bytes) => '? '.repeat(bytes / 2),
  'a list of numbers': (bytes) => filled(bytes, 'a: [', () => '1, ', ']'),
  'a list of numbers, a line each': (bytes) => filled(bytes, 'a:\n', () => '- 1\n'),
  'a flow list at the margin': (bytes) =>
    filled(bytes, 'apiVersion: v1\nkind: Pod\na: [\n', () => '1,\n', ']\n'),
  'broken flow lists': (bytes) => filled(bytes, '', () => 'a: [}\n'),
  colons: (bytes) => ': '.repeat(bytes / 2),
  quotes: (bytes) => '"'.repeat(bytes),
  'percent signs': (bytes) => '%x\n'.repeat(bytes / 3),
  tabs: (bytes) => `a:\n${'\t'.repeat(bytes)}`,
  anchors: (bytes) => filled(bytes, 'a:\n', (index) => `- &a${index} 1\n`),
  'aliases of one anchor': (bytes) => filled(bytes, 'b: &b 1\na:\n', () => '- *b\n'),
  'aliases that name no anchor': (bytes) => filled(bytes, 'a:\n', (index) => `- *b${index}\n`),
  merges: (bytes) => filled(bytes, 'b: &b {x: 1}\na:\n', () => '- {<<: *b}\n'),
  'merges of merges': (bytes) =>
    filled(
      bytes,
      'm0: &m0 {a0: 1}\n',
      (index) => `m${index + 1}: &m${index + 1} {<<: *m${index}, a${index + 1}: 1}\n`,
    ),
  tags: (bytes) => filled(bytes, 'a:\n', (index) => `- !t${index} 1\n`),
  JSON: (bytes) =>
    `{"apiVersion":"v1","kind":"List","items":[${filled(bytes, '', (index) => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${index}"},"spec":{"containers":[{"name":"a","image":"web:1"}]}},`, '{}')}]}`,
  'JSON over lines': (bytes) =>
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'List',
        items: Array.from({ length: bytes / 230 }, (_, index) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: `p${index}` },
          spec: { containers: [{ name: 'a', image: 'web:1' }] },
        })),
      },
      undefined,
      2,
    ),
  'an annotation that is YAML': (bytes) =>
    `apiVersion: v1\nkind: Pod\nspec:\n${CONTAINER}metadata:\n  name: p\n  annotations:\n    outrider.dev/capture: |\n${filled(bytes, '', (index) => `      unknown${index}: 1\n`)}`,
  'an annotation in quotes that is YAML': (bytes) =>
    `apiVersion: v1\nkind: Pod\nspec:\n${CONTAINER}metadata:\n  name: p\n  annotations:\n    outrider.dev/capture: "{${filled(bytes, '', (index) => `unknown${index}: 1, `)}}"\n`,
  'capture of many ports': (bytes) =>
    `apiVersion: v1\nkind: Pod\nspec:\n${CONTAINER}metadata:\n  name: p\n  annotations:\n    outrider.dev/capture: "{proxy: app, includeInboundPorts: [${filled(bytes, '', (index) => `${index % 65536},`)}]}"\n`,
  'probes of ports that are not there': (bytes) =>
    filled(
      bytes,
      pod('p', '  containers:\n'),
      (index) => `  - {name: a${index}, image: "web:1", livenessProbe: {httpGet: {port: web}}}\n`,
    ),
  'ports of one container': (bytes) =>
    filled(
      bytes,
      pod('p', `${CONTAINER}    ports:\n`),
      (index) => `    - {name: p${index}, containerPort: ${(index % 65535) + 1}}\n`,
    ),
  'a StatefulSet with many replicas': (bytes) =>
    filled(
      bytes,
      '',
      (index) =>
        `---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: w${index}}\nspec: {replicas: 1000000, serviceName: s, selector: {matchLabels: {app: w}}, template: {metadata: {labels: {app: w}}, spec: {containers: [{name: a, image: "web:1"}]}}}\n`,
    ),
  'Deployments with ten replicas': (bytes) =>
    filled(
      bytes,
      '',
      (index) =>
        `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w${index}}\nspec: {replicas: 10, selector: {matchLabels: {app: w}}, template: {metadata: {labels: {app: w}}, spec: {containers: [{name: a, image: "web:1"}]}}}\n`,
    ),
  'comments that switch rules off': (bytes) =>
    filled(
      bytes,
      pod('p', '  containers:\n'),
      (index) => `  # outrider:ignore moving-tag why\n  - {name: a${index}, image: web}\n`,
    ),
  'comments that switch rules off, one after the other': (bytes) =>
    filled(bytes, '', () => '# outrider:ignore moving-tag why\n', pod('p', CONTAINER)),

  services: (bytes) => filled(bytes, 'services:\n', (index) => `  s${index}: {image: "web:1"}\n`),
  'services that depend on the one before': (bytes) =>
    filled(
      bytes,
      'services:\n  s0: {image: "web:1"}\n',
      (index) => `  s${index + 1}: {image: "web:1", depends_on: [s${index}]}\n`,
    ),
  'services that all depend on one': (bytes) =>
    filled(
      bytes,
      'services:\n  s: {image: "web:1"}\n',
      (index) => `  s${index}: {image: "web:1", depends_on: [s]}\n`,
    ),
  'one service that depends on all': (bytes) =>
    filled(
      bytes / 2,
      filled(bytes / 2, 'services:\n', (index) => `  s${index}: {image: "web:1"}\n`) +
        '  all:\n    image: web:1\n    depends_on:\n',
      () => '',
    ) + filled(bytes / 4, '', (index) => `    - s${index}\n`),
  'services that share a pod': (bytes) =>
    filled(bytes, COMPOSE, (index) => `  s${index}: {image: "web:1", network_mode: "service:app"}\n`),
  'services that extend the one before': (bytes) =>
    filled(
      bytes,
      'services:\n  s0: {image: "web:1"}\n',
      (index) => `  s${index + 1}: {extends: s${index}}\n`,
    ),
  'services with links to all': (bytes) =>
    filled(
      bytes,
      'services:\n  s0: {image: "web:1"}\n',
      (index) => `  s${index + 1}: {image: "web:1", links: [s0, s${index}]}\n`,
    ),
  'variables that are not set': (bytes) =>
    filled(bytes, `${COMPOSE}    environment:\n`, (index) => `      V${index}: $U${index}\n`),
  'variables that are not set, in one text': (bytes) =>
    `${COMPOSE}    command: "${filled(bytes, '', (index) => `\${U${index}} `)}"\n`,
  'defaults within defaults': (bytes) =>
    `${COMPOSE}    command: "${'${A:-'.repeat(bytes / 6)}${'}'.repeat(bytes / 6)}"\n`,
  'dollar signs': (bytes) => `${COMPOSE}    command: "${'$'.repeat(bytes)}"\n`,
  'variables without an end': (bytes) => `${COMPOSE}    command: "${'${'.repeat(bytes / 2)}"\n`,
  'variables that have to be set': (bytes) =>
    filled(bytes, `${COMPOSE}    environment:\n`, (index) => `      V${index}: \${U${index}:?no}\n`),
  'environment of a service': (bytes) =>
    filled(bytes, `${COMPOSE}    environment:\n`, (index) => `      - V${index}=x\n`),
  'labels of a service': (bytes) =>
    filled(bytes, `${COMPOSE}    labels:\n`, (index) => `      l${index}: x\n`),
  'ports of a service': (bytes) =>
    filled(
      bytes,
      `${COMPOSE}    ports:\n`,
      (index) => `      - "${(index % 60000) + 1}:${(index % 60000) + 1}"\n`,
    ),
  'ranges of ports': (bytes) => filled(bytes, `${COMPOSE}    ports:\n`, () => '      - "1-65535:1-65535"\n'),
  'volumes of a service': (bytes) =>
    filled(bytes, `${COMPOSE}    volumes:\n`, (index) => `      - v${index}:/v${index}\n`),
  'hosts of a service': (bytes) =>
    filled(bytes, `${COMPOSE}    extra_hosts:\n`, (index) => `      - h${index}=10.0.0.1\n`),
  'unknown fields of a service': (bytes) => filled(bytes, COMPOSE, (index) => `    unknown${index}: 1\n`),
  'unknown fields of services': (bytes) =>
    filled(bytes, 'services:\n', (index) => `  s${index}: {image: "web:1", unknown: 1}\n`),
  'fields of a service that are not followed': (bytes) =>
    filled(bytes, 'services:\n', (index) => `  s${index}: {image: "web:1", cpu_count: 1}\n`),
  'wrong types in services': (bytes) =>
    filled(bytes, 'services:\n', (index) => `  s${index}: {image: [1]}\n`),
  'keys of a Compose file that stand twice': (bytes) => filled(bytes, COMPOSE, () => '    tty: true\n'),
  'extension fields': (bytes) => filled(bytes, COMPOSE, (index) => `x-${index}: {a: 1}\n`),
  'merges of an extension field': (bytes) =>
    filled(
      bytes,
      'x-base: &base {image: "web:1", environment: {A: 1, B: 2}, labels: [a, b]}\nservices:\n',
      (index) => `  s${index}: {<<: *base}\n`,
    ),
  networks: (bytes) => COMPOSE + filled(bytes, 'networks:\n', (index) => `  n${index}: {}\n`),
  configs: (bytes) => COMPOSE + filled(bytes, 'configs:\n', (index) => `  c${index}: {content: x}\n`),
  'scaled services': (bytes) =>
    filled(bytes, 'services:\n', (index) => `  s${index}: {image: "web:1", scale: 100}\n`),
  includes: (bytes) => COMPOSE + filled(bytes, 'include:\n', (index) => `  - f${index}.yaml\n`),
  'env files that are not there': (bytes) =>
    filled(bytes, `${COMPOSE}    env_file:\n`, (index) => `      - f${index}.env\n`),
  profiles: (bytes) =>
    filled(bytes, 'services:\n', (index) => `  s${index}: {image: "web:1", profiles: [p${index}]}\n`),
  'a Compose file with a pod of Kubernetes after it': (bytes) =>
    filled(bytes, `${COMPOSE}---\n`, (index) => `---\n${pod(`p${index}`, CONTAINER)}`),
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Compose fills these in
