import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { catalogueImage } from '../../src/images/catalogue.ts';
import { parseDocuments } from '../../src/manifest/documents.ts';
import { projectFolder, runOutrider } from '../support/cli/run-outrider.ts';
import { unlessThere } from './support/programs.ts';

const run = promisify(execFile);
const { project, remove } = projectFolder('check');
afterAll(async () => {
  // What recipes with secrets have kept.
  await runOutrider(['-p', project, 'down', '--volumes']);
  remove();
});

interface Check {
  /** As for `--with`. */
  readonly recipe: string;
  /** What it is added to, in `examples/`. */
  readonly example?: string;
  readonly image: string;
  readonly file: string;
  /** The file follows as its last argument. */
  readonly command: readonly string[];
  /** Of `docker run`. */
  readonly options?: readonly string[];
}

/** Each program's own check of the configuration that a recipe gives it. */
const checks: readonly Check[] = [
  { recipe: 'haproxy', image: 'haproxy', file: 'haproxy.cfg', command: ['haproxy', '-c', '-f'] },
  { recipe: 'envoy', image: 'envoy', file: 'envoy.yaml', command: ['envoy', '--mode', 'validate', '-c'] },
  {
    recipe: 'otel-collector',
    image: 'otel-collector',
    file: 'config.yaml',
    command: ['/otelcol-contrib', 'validate', '--config'],
  },
  {
    recipe: 'fluent-bit:host=aggregator',
    image: 'fluent-bit',
    file: 'fluent-bit.conf',
    command: ['/fluent-bit/bin/fluent-bit', '--dry-run', '-c'],
  },
  {
    recipe: 'ambassador-http:host=server',
    image: 'haproxy',
    file: 'haproxy.cfg',
    command: ['haproxy', '-c', '-f'],
  },
  {
    recipe: 'vault-agent',
    image: 'openbao',
    file: 'server.hcl',
    // 2 is for warnings: no TLS, and a field that only Vault needs.
    command: ['sh', '-c', 'bao operator diagnose -config "$1"; test $? = 2', 'sh'],
  },
  {
    recipe: 'mtls',
    image: 'haproxy',
    file: 'haproxy.cfg',
    // It reads the certificates, too.
    command: [
      'sh',
      '-c',
      'cd /tmp && echo "$TLS_CRT" >tls.crt && echo "$TLS_KEY" >tls.crt.key && echo "$CA_CRT" >ca.crt &&' +
        ' sed -i "s|/run/tls|/tmp|g" "$1" && haproxy -c -f "$1"',
      'sh',
    ],
  },
  // It has no check of its own: as a daemon it answers once it listens, or cannot.
  {
    recipe: 'ambassador-postgres:host=server,secretName=postgres',
    example: 'postgres.yaml',
    image: 'pgbouncer',
    file: 'pgbouncer.ini',
    command: ['sh', '-c', 'touch /run/pgbouncer/databases.ini && pgbouncer -q -d "$1"', 'sh'],
    options: ['--tmpfs', '/run/pgbouncer:mode=1777'],
  },
  {
    recipe: 'adapter-prometheus',
    example: 'adapter.yaml',
    image: 'nginx',
    file: 'default.conf',
    command: ['sh', '-c', 'cp "$1" /etc/nginx/conf.d/default.conf && nginx -q -t', 'sh'],
  },
  // It reads flows from an empty file, and ends with 1 when a script cannot be loaded.
  {
    recipe: 'mitmproxy',
    image: 'mitmproxy',
    file: 'share_ca.py',
    command: [
      'sh',
      '-c',
      'cp "$1" /tmp/share_ca.py && mitmdump -q -n -r /dev/null --set confdir=/var/tmp -s /tmp/share_ca.py',
      'sh',
    ],
    options: ['--tmpfs', '/etc/mitmproxy-ca'],
  },
];

for (const check of checks) {
  const { recipe, image } = check;
  unlessThere(image)(`the configuration of ${recipe}`, () => {
    it('is found in order by the program itself', async () => {
      const { text, env } = await configuration(check);
      expect(await checked(check, text, env)).toBe(0);
    }, 60_000);

    it('with a fault in it is not', async () => {
      const { text, env } = await configuration(check);
      const broken = text.replace(/15001|9000|8200|6432|8080|import certifi|\[otlp\]|tail$/m, 'nowhere');
      expect(await checked(check, broken, env)).toBe(1);
    }, 60_000);
  });
}

describe('what inject prints', () => {
  it('is a manifest that says the same when it is read again', async () => {
    const { stdout } = await runOutrider(['inject', 'examples/flaky.yaml', '--with', 'haproxy']);
    const again = await runOutrider(['config', '-'], { input: stdout });
    const [pods] = [JSON.parse(again.stdout) as { initContainers: { name: string }[] }[]];
    expect(pods.map(({ initContainers }) => initContainers.map(({ name }) => name))).toEqual([
      ['haproxy'],
      ['haproxy'],
    ]);
    expect(stdout).toContain('# A server that answers');
  }, 30_000);
});

interface Configuration {
  readonly text: string;
  /** The entries of the recipe's Secret, as variables: `tls.crt` as TLS_CRT. */
  readonly env: readonly string[];
}

/** As a pod would have it: with the defaults filled in. */
async function configuration({ recipe, example = 'flaky.yaml', file }: Check): Promise<Configuration> {
  const args = ['inject', `examples/${example}`, '--with', recipe];
  const { stdout } = await runOutrider(['-p', project, ...args]);
  const values = parseDocuments({ file: recipe, text: stdout }).documents.map(({ value }) => value);
  const find = (kind: string) => values.find((value) => (value as { kind: string }).kind === kind);
  const map = find('ConfigMap') as { data: Readonly<Record<string, string>> };
  const secret = find('Secret') as { stringData: Readonly<Record<string, string>> } | undefined;
  const variables = Object.entries(secret?.stringData ?? {});
  return {
    text: map.data[file]!,
    env: variables.map(([key, value]) => `${key.toUpperCase().replaceAll(/\W/g, '_')}=${value}`),
  };
}

/** The program's exit code. */
async function checked(
  { image, command, options = [] }: Check,
  text: string,
  env: readonly string[],
): Promise<number> {
  // Envoy tells the format by the name.
  try {
    const script = 'cat > /tmp/config.yaml && exec "$@" /tmp/config.yaml';
    const child = run('docker', [
      'run',
      '--rm',
      '-i',
      ...env.flatMap((variable) => ['--env', variable]),
      '--entrypoint',
      'sh',
      ...options,
      catalogueImage(image).reference,
      '-c',
      script,
      'sh',
      ...command,
    ]);
    child.child.stdin!.end(text);
    await child;
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}
