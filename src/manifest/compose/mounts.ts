import { posix } from 'node:path';
import { isMapping } from '../documents.ts';
import { type Entry, readEntry, readSwitch, shown } from './entry.ts';
import type { ComposeMount } from './mount.ts';
import { longTmpfs } from './tmpfs.ts';

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

const RECURSIVE = ['disabled', 'enabled', 'writable', 'readonly'];

/** Types that Compose has, and no pod: why, and what to do. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  image:
    'an image is not mounted: copy its files with `COPY --from` in a build, or share a volume with its service',
  npipe: 'a named pipe is for Windows',
  cluster: 'a cluster volume is for swarms',
};

const KEYS = ['type', 'source', 'target', 'read_only', 'consistency', 'bind', 'volume', 'tmpfs'] as const;

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

/** An entry of a service's `volumes` in the long form; a string is what is wrong, in words. */
export function parseMount(value: unknown): ComposeMount | string {
  const elsewhere = isMapping(value) ? ELSEWHERE[String(value['type'])] : undefined;
  if (elsewhere !== undefined) return `type: ${elsewhere}`;
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
  return longTmpfs(place, memory.size, memory.mode, 'tmpfs');
}

type Place = Pick<ComposeMount, 'target' | 'readOnly'>;

function bindOf(
  place: Place,
  source: string | undefined,
  {
    create_host_path = true,
    propagation,
    selinux,
    recursive,
  }: Entry<'create_host_path' | 'propagation' | 'selinux' | 'recursive'>,
): ComposeMount | string {
  if (source === undefined) return 'a bind needs a source: the path on the host';
  const create = readSwitch(create_host_path);
  if (create === undefined)
    return `bind.create_host_path: ${shown(create_host_path)} is neither true nor false`;
  if (propagation !== undefined && !PROPAGATION.includes(propagation as string))
    return `bind.propagation: ${shown(propagation)} is none of ${PROPAGATION.join(', ')}`;
  if (selinux !== undefined && selinux !== 'z' && selinux !== 'Z')
    return `bind.selinux: ${shown(selinux)} is neither z nor Z`;
  if (recursive !== undefined && !RECURSIVE.includes(recursive as string))
    return `bind.recursive: ${shown(recursive)} is none of ${RECURSIVE.join(', ')}`;
  return {
    type: 'bind',
    source,
    ...place,
    create,
    ...(propagation !== undefined && { propagation: propagation as string }),
    ...(selinux !== undefined && { selinux }),
    ...(recursive !== undefined && recursive !== 'enabled' && { recursive: recursive as 'disabled' }),
  };
}

function volumeOf(
  place: Place,
  source: string | undefined,
  { subpath, nocopy = false, labels }: Entry<'subpath' | 'nocopy' | 'labels'>,
): ComposeMount | string {
  const empty = readSwitch(nocopy);
  if (empty === undefined) return `volume.nocopy: ${shown(nocopy)} is neither true nor false`;
  const named = source === undefined ? {} : { source };
  const own = labels === undefined || source !== undefined ? {} : { labels: labelsOf(labels) };
  const mount = { type: 'volume', ...named, ...place, nocopy: empty, ...own } as const;
  if (subpath === undefined) return mount;
  if (typeof subpath !== 'string' || subpath.startsWith('/') || subpath.split('/').includes('..'))
    return `volume.subpath: ${shown(subpath)} is no path within the volume`;
  return subpath === '' ? mount : { ...mount, subpath };
}

/** A mapping, or a list of `NAME=VALUE`. */
function labelsOf(given: unknown): Readonly<Record<string, string>> {
  const pairs = Array.isArray(given)
    ? given.map((one) => /^([^=]*)=?(.*)$/s.exec(String(one))!.slice(1))
    : Object.entries(isMapping(given) ? given : {}).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(pairs);
}

function isMode(text: string): boolean {
  return text.split(',').every((word) => ACCESS_MODES.has(word));
}

function noMount(entry: unknown): string {
  return `${shown(entry)} is no mount: give [SOURCE:]TARGET[:ACCESS_MODE]`;
}

function relative(entry: unknown, target: unknown): string {
  const where = entry === target ? '' : `${shown(entry)}: `;
  return `${where}the target ${shown(target)} is no absolute path in the container`;
}
