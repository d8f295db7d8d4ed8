/** Something of a project that has no container any more. */
interface OfProject {
  readonly project: string;
}

/** What `down` removes of it; or the projects that it would be of, where nobody said which one is meant. */
export type LeftoverChoice<T> =
  | { readonly is: 'chosen'; readonly leftovers: readonly T[] }
  | { readonly is: 'ambiguous'; readonly projects: readonly string[] };

/**
 * Chooses what is left over of the projects that are meant. Without a project it is that of the only one there is.
 *
 * @param projects those whose pods are ended, and the one that was named.
 */
export function chooseLeftovers<T extends OfProject>(
  found: readonly T[],
  { projects, all }: { readonly projects: readonly string[]; readonly all: boolean },
): LeftoverChoice<T> {
  if (all) return { is: 'chosen', leftovers: found };
  if (projects.length > 0)
    return { is: 'chosen', leftovers: found.filter(({ project }) => projects.includes(project)) };
  const owners = [...new Set(found.map(({ project }) => project))];
  return owners.length > 1 ? { is: 'ambiguous', projects: owners } : { is: 'chosen', leftovers: found };
}
