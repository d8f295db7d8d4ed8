import type { Container, Pod } from './model.ts';

/**
 * Why an app container must not run under its image's `USER`: the kernel tells the proxy's connections from the app's by
 * uid and gid alone. A user or group by name is not looked up.
 *
 * @param imageUser as in `101`, `101:101` or `nginx`; empty for root.
 * @returns one sentence with its cure; undefined where nothing is wrong.
 */
export function imageUserProblem(pod: Pod, container: Container, imageUser: string): string | undefined {
  const { capture } = pod;
  if (!capture || capture.mode === 'NONE') return undefined;
  if (container.role !== 'app' || container.name === capture.proxy) return undefined;
  const [user = '', group = ''] = imageUser.split(':');
  const { runAsUser, runAsGroup } = { ...pod.securityContext, ...container.securityContext };
  if (runAsUser === undefined && isSame(user, capture.proxyUid))
    return sentence(container, 'uid', capture.proxyUid, 'runAsUser');
  // A group of the image counts only where the manifest names neither.
  if (runAsUser === undefined && runAsGroup === undefined && isSame(group, capture.proxyGid))
    return sentence(container, 'gid', capture.proxyGid, 'runAsGroup');
  return undefined;
}

/** Root is everybody's: it exempts nobody. */
function isSame(text: string, id: number): boolean {
  return id !== 0 && /^\d+$/.test(text) && Number(text) === id;
}

function sentence({ name, image }: Container, word: string, id: number, field: string): string {
  return `image ${image} runs app container ${name} under ${word} ${id}, the proxy’s own: its traffic would not be captured\n  Give the container another ${field} in its securityContext, or the proxy another number.`;
}
