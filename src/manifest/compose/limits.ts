import { isMapping } from '../documents.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { errorAt, type LoadProblem } from './load/problems.ts';
import { child, type Node } from './tree/node.ts';

/** A bridge of Linux has 1023 ports, so no network of an engine has more pods (`BR_MAX_PORTS` of the kernel). */
const MOST = 1000;

/** Compose files that one project is put together from. A file that includes two others, each of which does, doubles them. */
export const MOST_INCLUDED = 1000;

/** Documents of one file, each merged over those before it: what that costs grows with the square of their number. */
const MOST_DOCUMENTS = 1000;

/** Where a file has more documents than are merged; undefined where it has not. */
export function tooManyDocuments(documents: readonly Node[]): LoadProblem | undefined {
  const first = documents[MOST_DOCUMENTS];
  return first && errorAt(first.at, `more than ${MOST_DOCUMENTS} documents in a Compose file, the limit`);
}

/** Where a file has more services than any network has pods; undefined where it has not. */
export function tooManyServices(document: Node): LoadProblem | undefined {
  const services = child(document, 'services');
  return services?.kind === 'mapping' && services.entries.size > MOST
    ? errorAt(services.at, `services: ${WORDS}`)
    : undefined;
}

const WORDS = `more than ${MOST} services, the limit`;

/** Why a project is larger than any network of an engine; undefined when it is not. */
export function tooManyPods(model: unknown): Problem | undefined {
  const services = isMapping(model) && isMapping(model['services']) ? model['services'] : {};
  const all = Object.entries(services);
  if (all.length > MOST) return error('compose', ['services'], WORDS);
  let pods = 0;
  for (const [name, service] of all) {
    const { count, from } = replicasOf(service);
    pods += count;
    if (pods > MOST)
      return error('compose', ['services', name, ...from], `more than ${MOST} pods in all, the limit`);
  }
  return undefined;
}

function replicasOf(service: unknown): { readonly count: number; readonly from: Path } {
  const { scale, deploy } = isMapping(service) ? service : {};
  if (scale !== undefined) return { count: Number(scale) || 0, from: ['scale'] };
  const replicas = isMapping(deploy) ? deploy['replicas'] : undefined;
  return replicas === undefined
    ? { count: 1, from: [] }
    : { count: Number(replicas) || 0, from: ['deploy', 'replicas'] };
}
