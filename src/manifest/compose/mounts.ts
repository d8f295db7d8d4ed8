import { posix } from 'node:path';
import { parseBytes } from './bytes.ts';
import { type Entry, readEntry, readSwitch, shown } from './entry.ts';

/** What a service mounts, and where. */
export type ComposeMount = {
  /** The absolute path in the container. */
  readonly target: string;
  readonly readOnly: boolean;
} & (
  | {
      readonly type: 'bind';
      /** The path on the host. */
      readonly source: string;
      /** Whether a directory is made when there is nothing at the source. */
      readonly create: boolean;
      /** How mounts below it spread; the engine's `rprivate` when left out. */
      readonly propagation?: string;
    }
  | {
      readonly type: 'volume';
      /** The name of the volume; an anonymous one when left out. */
      readonly source?: string;
      /** A relative path in the volume that is mounted instead of all of it. */
      readonly subpath?: string;
      /** Whether an empty volume stays empty, whatever the image has at the target. */
      readonly nocopy: boolean;
    }
  | {
      readonly type: 'tmpfs';
      /** The most it may hold, in bytes; no limit when left out. */
      readonly sizeBytes?: number;
      /** The permissions of its root. */
      readonly mode?: number;
    }
);

/** The parts of a short form, as they are written. */
interface ShortMount {
  readonly type: 'bind' | 'volume';
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly nocopy: boolean;
  readonly propagation?: string;
  readonly selinux?: 'z' | 'Z';
}

const PROPAGATION = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'];

const ACCESS_MODES = new Set([
  ...['ro', 'rw', 'z', 'Z', 'cached', 'delegated', 'consistent', 'nocopy'],
  ...PROPAGATION,
]);

const KEYS = ['type', 'source', 'target', 'read_only', 'consistency', 'bind', 'volume', 'tmpfs'] as const;

/** What the kernel takes for a tmpfs: words, and options with a value. Source: tmpfs(5), mount(8). */
const TMPFS_WORDS = new Set(
  'ro rw exec noexec suid nosuid dev nodev sync async dirsync atime noatime diratime nodiratime'
    .split(' ')
    .concat('relatime norelatime strictatime nostrictatime remount bind rbind mand nomand'.split(' ')),
);
const TMPFS_OPTIONS = new Set(['size', 'mode', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol']);

/**
 * `[SOURCE:]TARGET[:ACCESS_MODE]`; a string is what is wrong, in words.
 * Source: Compose specification, `05-services.md`, "volumes".
 */
export function parseShortMount(entry: string): ShortMount | string {
  const parts = entry.split(':');
  if (parts.length > 3 || parts.includes('')) return noMount(entry);
  // In `/data:ro` the second part is a mode, as no target is called `ro`.
  const hasSource = parts.length === 3 || (parts.length === 2 && !isMode(parts[1]!));
  const [source, target = '', mode = 'rw'] = hasSource ? parts : [undefined, ...parts];
  if (!target.startsWith('/')) return relative(entry, target);
  const words = mode.split(',');
  const unknown = words.find((word) => !ACCESS_MODES.has(word));
  if (unknown !== undefined) return `${shown(entry)}: there is no access mode ${shown(unknown)}`;
  const propagation = words.find((word) => PROPAGATION.includes(word));
  const selinux = words.find((word) => word === 'z' || word === 'Z') as 'z' | 'Z' | undefined;
  return {
    type: source !== undefined && /^[./~]/.test(source) ? 'bind' : 'volume',
    target: posix.normalize(target).replace(/(?<=.)\/$/, ''),
    readOnly: words.includes('ro'),
    nocopy: words.includes('nocopy'),
    ...(source !== undefined && { source }),
    ...(propagation !== undefined && { propagation }),
    ...(selinux !== undefined && { selinux }),
  };
}

/** An entry of a service's `tmpfs`, such as `/run:size=64m,mode=755`; a string is what is wrong, in words. */
export function parseTmpfs(entry: unknown): ComposeMount | string {
  if (typeof entry !== 'string') return `${shown(entry)} is no tmpfs: give TARGET[:OPTIONS]`;
  const [, target = '', list] = /^([^:]*)(?::(.*))?$/s.exec(entry) ?? [];
  if (!target.startsWith('/')) return relative(entry, target);
  const options = list === undefined ? [] : list.split(',');
  const unknown = options.find((option) => !isTmpfsOption(option));
  if (unknown !== undefined) return `${shown(entry)}: a tmpfs has no option ${shown(unknown)}`;
  // The last one counts, as for the kernel.
  const size = options.findLast((option) => option.startsWith('size='))?.slice('size='.length);
  return tmpfs({ target, readOnly: options.includes('ro') }, size, shown(entry));
}

/** An entry of a service's `volumes` in the long form; a string is what is wrong, in words. */
export function parseMount(value: unknown): ComposeMount | string {
  const entry = readEntry('mount', value, KEYS);
  if (typeof entry === 'string') return entry;
  const { type, target, read_only = false } = entry;
  if (type === undefined) return 'a mount needs a type: volume, bind or tmpfs';
  if (target === undefined) return 'a mount needs a target: the path in the container';
  if (typeof target !== 'string' || !target.startsWith('/')) return relative(target, target);
  const readOnly = readSwitch(read_only);
  if (readOnly === undefined) return `read_only: ${shown(read_only)} is neither true nor false`;
  // Those of another type mean nothing, but a slip of the pen in them is one all the same.
  const bind = readEntry('bind', entry.bind ?? {}, [
    'create_host_path',
    'propagation',
    'selinux',
    'recursive',
  ]);
  if (typeof bind === 'string') return bind;
  const volume = readEntry('volume', entry.volume ?? {}, ['nocopy', 'subpath', 'labels']);
  if (typeof volume === 'string') return volume;
  const memory = readEntry('tmpfs', entry.tmpfs ?? {}, ['size', 'mode']);
  if (typeof memory === 'string') return memory;
  const { source } = entry;
  if (source !== undefined && (typeof source !== 'string' || source === ''))
    return `source: ${shown(source)} is neither a path nor the name of a volume`;
  const place = { target, readOnly };
  if (type === 'bind') return bindOf(place, source, bind);
  if (type === 'volume') return volumeOf(place, source, volume);
  if (type !== 'tmpfs') return `type: ${shown(type)} is none of volume, bind and tmpfs`;
  if (source !== undefined) return 'a tmpfs has no source';
  return tmpfs(place, memory.size, 'tmpfs', memory.mode);
}

type Place = Pick<ComposeMount, 'target' | 'readOnly'>;

function bindOf(
  place: Place,
  source: string | undefined,
  { create_host_path = true, propagation }: Entry<'create_host_path' | 'propagation'>,
): ComposeMount | string {
  if (source === undefined) return 'a bind needs a source: the path on the host';
  const create = readSwitch(create_host_path);
  if (create === undefined)
    return `bind.create_host_path: ${shown(create_host_path)} is neither true nor false`;
  if (propagation !== undefined && !PROPAGATION.includes(propagation as string))
    return `bind.propagation: ${shown(propagation)} is none of ${PROPAGATION.join(', ')}`;
  const spread = propagation === undefined ? {} : { propagation: String(propagation) };
  return { type: 'bind', source, ...place, create, ...spread };
}

function volumeOf(
  place: Place,
  source: string | undefined,
  { subpath, nocopy = false }: Entry<'subpath' | 'nocopy'>,
): ComposeMount | string {
  const empty = readSwitch(nocopy);
  if (empty === undefined) return `volume.nocopy: ${shown(nocopy)} is neither true nor false`;
  const mount = { type: 'volume', ...(source !== undefined && { source }), ...place, nocopy: empty } as const;
  if (subpath === undefined) return mount;
  if (typeof subpath !== 'string' || subpath.startsWith('/') || subpath.split('/').includes('..'))
    return `volume.subpath: ${shown(subpath)} is no path within the volume`;
  return subpath === '' ? mount : { ...mount, subpath };
}

/** A size of 0 is no limit, for the engine and for the kernel. */
function tmpfs(place: Place, size: unknown, where: string, mode?: unknown): ComposeMount | string {
  const sizeBytes = parseBytes(size ?? 0);
  if (sizeBytes === undefined) return `${where}: ${shown(size)} is no size: give bytes, or a unit as in 64m`;
  const root = mode === undefined ? undefined : Number(mode);
  if (root !== undefined && !Number.isInteger(root)) return `${where}: ${shown(mode)} is no file mode`;
  return {
    type: 'tmpfs',
    ...place,
    ...(sizeBytes > 0 && { sizeBytes }),
    ...(root !== undefined && { mode: root }),
  };
}

function isMode(text: string): boolean {
  return text.split(',').every((word) => ACCESS_MODES.has(word));
}

function isTmpfsOption(option: string): boolean {
  const equals = option.indexOf('=');
  return equals === -1 ? TMPFS_WORDS.has(option) : TMPFS_OPTIONS.has(option.slice(0, equals));
}

function noMount(entry: unknown): string {
  return `${shown(entry)} is no mount: give [SOURCE:]TARGET[:ACCESS_MODE]`;
}

function relative(entry: unknown, target: unknown): string {
  const where = entry === target ? '' : `${shown(entry)}: `;
  return `${where}the target ${shown(target)} is no absolute path in the container`;
}
