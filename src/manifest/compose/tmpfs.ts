import { parseBytes } from './bytes.ts';
import { shown } from './entry.ts';
import type { ComposeMount } from './mount.ts';

type Tmpfs = Extract<ComposeMount, { type: 'tmpfs' }>;
type Place = Pick<ComposeMount, 'target' | 'readOnly'>;

/** Words that the kernel takes for a tmpfs. Source: mount(8). */
const WORDS = new Set(
  'ro rw exec noexec suid nosuid dev nodev sync async dirsync atime noatime diratime nodiratime'
    .split(' ')
    .concat('relatime norelatime strictatime nostrictatime remount bind rbind mand nomand'.split(' ')),
);
/** Options with a value. Source: tmpfs(5). */
const OPTIONS = new Set(['size', 'mode', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol']);

/** An entry of a service's `tmpfs`, such as `/run:size=64m,mode=755`; a string is what is wrong, in words. */
export function parseTmpfs(entry: unknown): ComposeMount | string {
  if (typeof entry !== 'string') return `${shown(entry)} is no tmpfs: give TARGET[:OPTIONS]`;
  const [, target = '', list] = /^([^:]*)(?::(.*))?$/s.exec(entry) ?? [];
  if (!target.startsWith('/'))
    return `${shown(entry)}: the target ${shown(target)} is no absolute path in the container`;
  const options = list === undefined ? [] : list.split(',');
  const unknown = options.find((option) => !isOption(option));
  if (unknown !== undefined) return `${shown(entry)}: a tmpfs has no option ${shown(unknown)}`;
  const more = options.filter((option) => option !== 'ro' && option !== 'rw' && !option.startsWith('size='));
  // The last one counts, as for the kernel.
  const size = options.findLast((option) => option.startsWith('size='))?.slice('size='.length);
  return tmpfsOf({ target, readOnly: options.includes('ro') }, size, shown(entry), more);
}

/** A tmpfs in the long form; `where` begins a message. */
export function longTmpfs(place: Place, size: unknown, mode: unknown, where: string): Tmpfs | string {
  if (mode === undefined) return tmpfsOf(place, size, where, []);
  const root = Number(mode);
  if (!Number.isInteger(root)) return `${where}: ${shown(mode)} is no file mode`;
  return tmpfsOf(place, size, where, [`mode=${root.toString(8)}`]);
}

/** A size of 0 is no limit, for the engine and for the kernel. */
function tmpfsOf(place: Place, size: unknown, where: string, options: readonly string[]): Tmpfs | string {
  const sizeBytes = parseBytes(size ?? 0);
  if (sizeBytes === undefined) return `${where}: ${shown(size)} is no size: give bytes, or a unit as in 64m`;
  return { type: 'tmpfs', ...place, ...(sizeBytes > 0 && { sizeBytes }), options };
}

function isOption(option: string): boolean {
  const equals = option.indexOf('=');
  return equals === -1 ? WORDS.has(option) : OPTIONS.has(option.slice(0, equals));
}
