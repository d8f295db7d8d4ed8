import type { VolumeEngineOptions } from '../../pod/engine-options.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { said } from './engine/said.ts';
import type { Group } from './groups.ts';
import { labelOf } from './names.ts';
import { mapping, type Part, part } from './part.ts';
import type { ComposeFile, Service } from './schema.ts';

type Kind = 'configs' | 'secrets';
const kinds = ['configs', 'secrets'] as const;

/** Compose's mode of a file that says none. */
const DEFAULT_MODE = 0o444;

/** The configs and secrets that the services of a pod use, as ConfigMaps and Secrets. They belong to the pod alone. */
export function dataOf({ owner, members }: Group, file: ComposeFile): readonly Part[] {
  return kinds.flatMap((kind) => {
    const used = new Set(
      members.flatMap(({ service }) => (service[kind] ?? []).map(({ source = '' }) => source)),
    );
    return [...used].flatMap((source) => {
      const from: Path = [kind, source];
      const content = file[kind]?.[source]?.content;
      if (content === undefined) return [];
      const metadata = part({ name: objectName(kind, owner, source) }, from);
      const text = part({ content }, from);
      return [
        mapping(
          {
            apiVersion: part('v1', from),
            kind: part(kind === 'secrets' ? 'Secret' : 'ConfigMap', from),
            metadata,
            [kind === 'secrets' ? 'stringData' : 'data']: text,
          },
          from,
        ),
      ];
    });
  });
}

/** Where a service has its configs and secrets, and the volumes that hold them. */
interface DataMounts {
  readonly mounts: readonly Part[];
  readonly volumes: readonly Part[];
  /** Whose the files are, by the names of the volumes. */
  readonly engine: Readonly<Record<string, VolumeEngineOptions>>;
}

export function dataMounts(name: string, owner: string, service: Service, file: ComposeFile): DataMounts {
  const at: Path = ['services', name];
  const all = kinds.flatMap((kind) =>
    (service[kind] ?? []).map(({ source = '', target, mode, uid, gid }, index) => {
      const from = [...at, kind, index];
      const volume = `${kind.slice(0, -1)}-${labelOf(name)}-${index}`.slice(0, 63);
      const path = pathOf(kind, source, target);
      const item = { key: 'content', path: 'content', mode: modeOf(mode) };
      const object = objectName(kind, owner, source);
      const holds =
        kind === 'secrets'
          ? { secret: { secretName: object, items: [item] } }
          : { configMap: { name: object, items: [item] } };
      const mount = { name: volume, mountPath: path, subPath: 'content', readOnly: true };
      return {
        mount: part(mount, from, problemsOf(kind, source, file, from)),
        volume: part({ name: volume, ...holds }, from),
        owner: [volume, said({ uid: idOf(uid), gid: idOf(gid) })] as const,
      };
    }),
  );
  return {
    mounts: all.map(({ mount }) => mount),
    volumes: all.map(({ volume }) => volume),
    engine: Object.fromEntries(all.map(({ owner: whose }) => whose)),
  };
}

function problemsOf(kind: Kind, source: string, file: ComposeFile, from: Path): readonly Problem[] {
  const declared = file[kind]?.[source];
  if (declared === undefined)
    return [
      error('missing-reference', from, `there is no ${kind.slice(0, -1)} ${source} under ${kind}`, {
        bare: true,
      }),
    ];
  if (declared.external)
    return [error('compose', [kind, source, 'external'], 'an engine keeps none: name a file', { on: 'key' })];
  if (declared.content !== undefined) return [];
  return [error('compose', [kind, source], 'needs one of file, environment and content', { on: 'key' })];
}

function objectName(kind: Kind, owner: string, source: string): string {
  return `${labelOf(owner)}-${kind.slice(0, -1)}-${labelOf(source)}`;
}

function pathOf(kind: Kind, source: string, target: string | undefined): string {
  if (kind === 'configs') return target ?? `/${source}`;
  if (target === undefined) return `/run/secrets/${source}`;
  return target.startsWith('/') ? target : `/run/secrets/${target}`;
}

function idOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A number as YAML reads it, or octal digits in a text. */
function modeOf(mode: unknown): number {
  if (typeof mode === 'number') return mode;
  return typeof mode === 'string' ? Number.parseInt(mode, 8) : DEFAULT_MODE;
}
