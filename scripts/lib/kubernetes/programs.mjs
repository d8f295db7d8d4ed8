import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { say } from '../say.mjs';

/** The release that is built and compared with; its answers are recorded in test/kubelet/golden. */
export const version = '1.35.4';

/** Built programs are kept outside the checkout: two processors need about seven minutes for them. */
export const cache = join(
  process.env.OUTRIDER_JUDGES || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outrider'),
  `kubernetes-${version}`,
);

const programs = {
  kubelet: ['k8s.io/kubernetes/cmd/kubelet/app', 'app.NewKubeletCommand(context.Background())'],
  'kube-apiserver': ['k8s.io/kubernetes/cmd/kube-apiserver/app', 'app.NewAPIServerCommand()'],
  kubectl: ['k8s.io/kubectl/pkg/cmd', 'cmd.NewDefaultKubectlCommand()'],
  'kube-controller-manager': [
    'k8s.io/kubernetes/cmd/kube-controller-manager/app',
    'app.NewControllerManagerCommand()',
  ],
};

export const programFile = (name) => join(cache, 'bin', name);
export const pluginsFolder = join(cache, 'cni');

/** Needed where workloads and Services are to be acted upon, too. */
const ofControllers = ['kube-controller-manager'];

/** What is missing of what a node needs, in words; empty when everything is there. */
export function missingPrograms({ withControllers = false } = {}) {
  const needed = [...Object.keys(programs), 'etcd'].filter(
    (name) => withControllers || !ofControllers.includes(name),
  );
  const built = needed.filter((name) => !existsSync(programFile(name)));
  const plugins = ['bridge', 'host-local', 'loopback'].filter(
    (name) => !existsSync(join(pluginsFolder, name)),
  );
  return [...built, ...plugins];
}

/** Builds what is missing from Go modules, and unpacks the network plugins of the distribution's package. */
export function buildPrograms() {
  mkdirSync(join(cache, 'bin'), { recursive: true });
  const missing = missingPrograms({ withControllers: true });
  if (missing.some((name) => name in programs || name === 'etcd')) buildFromModules(missing);
  if (missing.includes('bridge')) unpackPlugins();
}

function buildFromModules(missing) {
  const folder = join(cache, 'module');
  mkdirSync(folder, { recursive: true });
  writeModule(folder);
  for (const name of Object.keys(programs).filter((one) => missing.includes(one))) {
    const [path, call] = programs[name];
    writeMain(
      folder,
      name,
      ['context', 'os', 'k8s.io/component-base/cli', path],
      `os.Exit(cli.Run(${call}))`,
    );
  }
  writeMain(folder, 'etcd', ['os', 'go.etcd.io/etcd/server/v3/etcdmain'], 'etcdmain.Main(os.Args)');
  for (const name of [...Object.keys(programs), 'etcd'].filter((one) => missing.includes(one))) {
    say(`kubernetes: building ${name} ${version}, which takes minutes once`);
    const stamp = `-s -w -X k8s.io/component-base/version.gitVersion=v${version}`;
    run('go', ['build', '-trimpath', '-ldflags', stamp, '-o', programFile(name), `./${name}`], folder);
  }
  rmSync(folder, { recursive: true });
}

/**
 * The module of Kubernetes replaces its own parts by folders, which a module that requires it does not see. So they are required
 * here at the matching release: what the main module requires wins.
 */
function writeModule(folder) {
  const found = JSON.parse(run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], folder));
  const text = readFileSync(found.GoMod, 'utf8');
  const directives = text.match(/^(?:go|godebug) .*$/gm) ?? [];
  const requires = (text.match(/^require \([\s\S]*?^\)/gm) ?? []).map((block) =>
    block.replaceAll(/ v0\.0\.0(?=\s)/g, ` v0.${version.slice(2)}`),
  );
  const lines = ['module judge', ...directives, `require k8s.io/kubernetes v${version}`, ...requires];
  writeFileSync(join(folder, 'go.mod'), `${lines.join('\n')}\n`);
  cpSync(join(found.Dir, 'go.sum'), join(folder, 'go.sum'));
  run('chmod', ['u+w', 'go.sum'], folder);
}

function writeMain(folder, name, imports, body) {
  const list = imports.map((path) => `\t"${path}"\n`).join('');
  const used = imports.includes('context') ? '\nvar _ = context.Background\n' : '';
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, name, 'main.go'),
    `package main\n\nimport (\n${list})\n${used}\nfunc main() { ${body} }\n`,
  );
}

function unpackPlugins() {
  const folder = join(cache, 'package');
  mkdirSync(folder, { recursive: true });
  run('apt-get', ['download', '-q', '-o=APT::Sandbox::User=root', 'containernetworking-plugins'], folder);
  run('sh', ['-c', 'dpkg -x containernetworking-plugins_*.deb unpacked'], folder);
  cpSync(join(folder, 'unpacked/usr/lib/cni'), pluginsFolder, { recursive: true });
  rmSync(folder, { recursive: true });
}

function run(program, args, cwd) {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
  const { status, stdout, error } = spawnSync(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 2],
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`${program} ${args[0]} failed: ${error?.message ?? `exit code ${status}`}`);
  return stdout;
}
