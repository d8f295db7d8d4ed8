import type { Group } from './groups.ts';
import { labelOf } from './names.ts';

/** The pods of a group of services: one, or as many as its owner is scaled to, which are numbered. */
export function podNames({ owner, members }: Group): readonly string[] {
  const { scale, deploy } = members.find(({ name }) => name === owner)!.service;
  const count = scale ?? deploy?.replicas ?? 1;
  const name = labelOf(owner);
  return count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}
