import { error, type Path, type Problem } from '../problem.ts';
import { type ComposeMount, parseMount, parseTmpfs } from './mounts.ts';
import { labelOf } from './names.ts';
import { list, type Part, part } from './part.ts';
import type { ComposeFile, Service } from './schema.ts';

/** The volumes of one pod, gathered from the mounts of its services. */
export interface PodVolumes {
  /** The `volumeMounts` of a service, whose volumes are kept. */
  readonly mounts: (service: Service, at: Path) => Part | undefined;
  readonly volumes: () => Part | undefined;
}

export function createVolumes(declared: ComposeFile['volumes']): PodVolumes {
  const made = new Map<string, Part>();

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
    const value = { name: volumeOf(mount, from), mountPath: target };
    return part({ ...value, ...(readOnly && { readOnly }), ...(subPath && { subPath }) }, from);
  }

  return {
    mounts: ({ volumes = [], tmpfs = [] }, at) => {
      const own = volumes.map((entry, index) => mounted(parseMount(entry), [...at, 'volumes', index]));
      const memory = [tmpfs].flat().map((entry) => mounted(parseTmpfs(entry), [...at, 'tmpfs']));
      return list([...own, ...memory], [...at, 'volumes']);
    },
    volumes: () => list([...made.values()], ['volumes']),
  };
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
      return { key: `bind ${path}`, source: { hostPath: { path, type: mount.create ? '' : 'Directory' } } };
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
