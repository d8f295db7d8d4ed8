import type { VolumeEngineOptions } from '../../pod/engine-options.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { dataMounts } from './data.ts';
import { said } from './engine/said.ts';
import type { ComposeMount } from './mount.ts';
import { parseMount } from './mounts.ts';
import { labelOf } from './names.ts';
import { list, type Part, part } from './part.ts';
import type { ComposeFile, Service } from './schema.ts';
import { parseTmpfs } from './tmpfs.ts';

/** The volumes of one pod, gathered from the mounts of its services. */
export interface PodVolumes {
  /** The `volumeMounts` of a service, whose volumes are kept. */
  readonly mounts: (name: string, service: Service) => Part | undefined;
  readonly volumes: () => Part | undefined;
  /** What the engine is told of the volumes, by their names. */
  readonly engine: () => Readonly<Record<string, VolumeEngineOptions>>;
}

export function createVolumes(owner: string, file: ComposeFile): PodVolumes {
  const declared = file.volumes;
  const made = new Map<string, Part>();
  const data: Part[] = [];
  const engine = new Map<string, VolumeEngineOptions>();

  /** The name of the volume, which is made at its first mount. */
  function volumeOf(mount: ComposeMount, from: Path): string {
    const { key, source } = sourceOf(mount, `${made.size}`);
    const known = made.get(key);
    if (known) return (known.value as { readonly name: string }).name;
    const name =
      mount.type === 'volume' && mount.source ? labelOf(mount.source) : `${mount.type}-${made.size}`;
    made.set(key, part({ name, ...source }, from));
    return name;
  }

  function mounted(mount: ComposeMount | string, from: Path): Part {
    const problem = typeof mount === 'string' ? mount : undeclared(mount, declared);
    if (problem !== undefined || typeof mount === 'string') return part({}, from, [wrong(problem, from)]);
    const { target, readOnly } = mount;
    const subPath = mount.type === 'volume' ? mount.subpath : undefined;
    const name = volumeOf(mount, from);
    engine.set(name, engineOf(mount, engine.get(name), declared));
    const value = { name, mountPath: target };
    return part({ ...value, ...(readOnly && { readOnly }), ...(subPath && { subPath }) }, from);
  }

  return {
    mounts: (name, service) => {
      const at: Path = ['services', name];
      const { volumes = [], tmpfs = [] } = service;
      const own = volumes.map((entry, index) => mounted(parseMount(entry), [...at, 'volumes', index]));
      const memory = tmpfs.map((entry, index) => mounted(parseTmpfs(entry), [...at, 'tmpfs', index]));
      const files = dataMounts(name, owner, service, file);
      data.push(...files.volumes);
      for (const [volume, options] of Object.entries(files.engine)) engine.set(volume, options);
      return list([...own, ...memory, ...files.mounts], [...at, 'volumes']);
    },
    volumes: () => list([...made.values(), ...data], ['volumes']),
    engine: () => Object.fromEntries([...engine].filter(([, options]) => Object.keys(options).length > 0)),
  };
}

/** What the engine is told of a mount, beside `known` of earlier mounts of the same volume. */
function engineOf(
  mount: ComposeMount,
  known: VolumeEngineOptions | undefined,
  declared: ComposeFile['volumes'],
): VolumeEngineOptions {
  if (mount.type === 'tmpfs') return { tmpfs: tmpfsOptions(mount) };
  if (mount.type === 'bind') return bindOptions(mount);
  const own = mount.source === undefined ? { labels: mount.labels } : engineVolume(mount.source, declared);
  const { copyFromImage = false, ...more } = known ?? own;
  const copies = copyFromImage || (!mount.nocopy && mount.subpath === undefined);
  // The engine makes the root of a volume like any folder.
  return said({ ...more, copyFromImage: copies || undefined, mode: copies ? undefined : ENGINE_FOLDER });
}

const ENGINE_FOLDER = 0o755;

function bindOptions({ propagation, selinux, recursive }: Extract<ComposeMount, { type: 'bind' }>) {
  return said({ propagation, selinux, recursive });
}

function tmpfsOptions({ sizeBytes, options }: Extract<ComposeMount, { type: 'tmpfs' }>): string {
  return [...(sizeBytes === undefined ? [] : [`size=${sizeBytes}`]), ...options].join(',');
}

/** What a declared volume tells the engine; one of somebody else is called as it says. */
function engineVolume(source: string | undefined, declared: ComposeFile['volumes']): VolumeEngineOptions {
  if (source === undefined) return {};
  const { name, external, driver, driver_opts: driverOptions, labels } = declared?.[source] ?? {};
  if (external) return { name: name ?? source, external };
  return said({ name, driver, driverOptions, labels });
}

function wrong(problem: string | undefined, from: Path): Problem {
  return error('compose', from, problem ?? '', { bare: true });
}

function undeclared(mount: ComposeMount, declared: ComposeFile['volumes']): string | undefined {
  if (mount.type !== 'volume' || mount.source === undefined) return undefined;
  if (declared && Object.hasOwn(declared, mount.source)) return undefined;
  return `there is no volume ${mount.source} under volumes`;
}

/** What Kubernetes calls it, under a key that mounts of the same volume share. */
function sourceOf(mount: ComposeMount, next: string): { readonly key: string; readonly source: object } {
  switch (mount.type) {
    case 'bind': {
      const path = mount.source;
      const options = Object.values(bindOptions(mount)).join(' ');
      return {
        key: `bind ${path} ${options}`,
        source: { hostPath: { path, type: mount.create ? '' : 'Directory' } },
      };
    }
    case 'tmpfs': {
      const { sizeBytes } = mount;
      const size = sizeBytes === undefined ? {} : { sizeLimit: String(sizeBytes) };
      return { key: `tmpfs ${next}`, source: { emptyDir: { medium: 'Memory', ...size } } };
    }
    default: {
      if (mount.source === undefined) return { key: `anonymous ${next}`, source: { emptyDir: {} } };
      const claimName = labelOf(mount.source);
      return { key: `volume ${claimName}`, source: { persistentVolumeClaim: { claimName } } };
    }
  }
}
