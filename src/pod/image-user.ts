import type { Container, Pod } from './model.ts';

/** Whether a container runs under its image's `USER`, and must not have the proxy's uid or gid. */
export function heedsImageUser(pod: Pod, container: Container): boolean {
  const { capture } = pod;
  if (!capture || capture.mode === 'NONE') return false;
  if (container.role !== 'app' || container.name === capture.proxy) return false;
  return { ...pod.securityContext, ...container.securityContext }.runAsUser === undefined;
}

/**
 * Why an app container must not run under its image's `USER`: the kernel tells the proxy's connections from the app's by
 * uid and gid alone.
 *
 * @param imageUser in numbers, as in `101` or `101:101`; empty for root.
 * @returns one sentence with its cure; undefined where nothing is wrong.
 */
export function imageUserProblem(pod: Pod, container: Container, imageUser: string): string | undefined {
  const { capture } = pod;
  if (!capture || !heedsImageUser(pod, container)) return undefined;
  const [user = '', group = ''] = imageUser.split(':');
  const { runAsGroup } = { ...pod.securityContext, ...container.securityContext };
  if (isSame(user, capture.proxyUid)) return sentence(container, 'uid', capture.proxyUid, 'runAsUser');
  // A group of the image counts only where the manifest names neither.
  if (runAsGroup === undefined && isSame(group, capture.proxyGid))
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

/** Whether an image's `USER` has a name in it, which only the image's own files can tell the number of. */
export function hasNames(imageUser: string): boolean {
  return /[^\d:]/.test(imageUser);
}

/**
 * An image's `USER` in numbers, as the engine reads it (moby/sys user, `GetExecUser`): a user without a group has that of
 * its entry in the passwd file. A name without an entry stays as it is; no container can be started with it.
 *
 * @param passwd The image's `/etc/passwd`; undefined when it has none.
 * @param group The image's `/etc/group`.
 */
export function userInNumbers(
  imageUser: string,
  passwd: string | undefined,
  group: string | undefined,
): string {
  const [user = '', groupName] = imageUser.split(':');
  const entry = entries(passwd).find(([name, , uid]) => name === user || uid === user);
  const uid = entry?.[2] ?? user;
  if (groupName === undefined) return entry?.[3] === undefined ? uid : `${uid}:${entry[3]}`;
  const gid = entries(group).find(([name]) => name === groupName)?.[2] ?? groupName;
  return `${uid}:${gid}`;
}

/** The lines of a passwd or group file, as their fields. */
function entries(text = ''): readonly (readonly string[])[] {
  return text.split('\n').map((line) => line.split(':'));
}
