import { createHash } from 'node:crypto';
import type { Pod } from '../../pod/model.ts';
import { onceForEach } from '../once-for-each.ts';
import type { DataSource, PodSource, Sources } from '../sources.ts';

/** The immutable ConfigMaps and Secrets of the pod's namespace that it names anywhere, each with a digest of its data. */
export function immutableData({ spec, namespace }: PodSource, { data }: Sources): Pick<Pod, 'immutableData'> {
  const found = data.filter((one) => one.immutable && one.namespace === namespace);
  if (found.length === 0) return {};
  const texts = new Set(JSON.stringify(spec).match(/"(?:[^"\\]|\\.)*"/g));
  const named = found.filter(({ name }) => texts.has(JSON.stringify(name)));
  if (named.length === 0) return {};
  return { immutableData: Object.fromEntries(named.map((one) => [`${one.kind} ${one.name}`, digest(one)])) };
}

/**
 * The engine keeps it in a label, which people show to others. That of a Secret is too short to tell which of some guesses is right, and
 * long enough to tell a change.
 */
const digest = onceForEach(({ entries, kind }: DataSource): string => {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [key, content] of sorted) hash.update(`${key} ${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, kind === 'Secret' ? 4 : 12);
});
