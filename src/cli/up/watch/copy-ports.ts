import { copyInto, userOf } from '../../../docker/objects/copy-into.ts';
import type { Connection } from '../../../docker/transport/connect.ts';
import { hasNames, userInNumbers } from '../../../pod/image-user.ts';
import type { Engine } from '../../../supervisor/ports.ts';
import type { CopyPorts } from '../../../sync/copier.ts';
import type { SyncedFile } from '../../../sync/read-files.ts';

const removeMs = 20_000;
/** So many paths are removed by one command, whose length is bounded. */
const mostPaths = 200;

/** Copies over the engine. Files belong to the user that the container runs as. */
export function copyPorts(
  { docker }: Connection,
  engine: () => Engine,
  image: string,
  signal: AbortSignal,
): CopyPorts {
  const ownerOf = async (id: string): Promise<{ readonly uid: number; readonly gid: number }> => {
    const user = await userOf(docker, id, signal);
    const [passwd, group] = hasNames(user)
      ? await engine().imageFiles(image, ['/etc/passwd', '/etc/group'], signal)
      : [];
    const [uid, gid] = userInNumbers(user, passwd, group).split(':').map(Number);
    return { uid: uid || 0, gid: gid || 0 };
  };
  return {
    write: async (id, files) => {
      const owner = await ownerOf(id);
      await copyInto(
        docker,
        id,
        files.map((file) => ({ ...entryOf(file), ...owner })),
        signal,
      );
    },
    remove: async (id, places) => {
      for (let at = 0; at < places.length; at += mostPaths) {
        const some = places.slice(at, at + mostPaths);
        const command = ['rm', '-rf', '--', ...some];
        const { exitCode, stderr } = await engine().exec(id, command, removeMs, signal, { user: '0' });
        if (exitCode === 0) continue;
        const reason = Buffer.from(stderr).toString().trim().split('\n')[0];
        throw new Error(
          `cannot remove ${some[0]}${some.length > 1 ? ' and others' : ''}: ${reason || 'rm did not end'}`,
        );
      }
    },
  };
}

function entryOf({ place, content, link, mode, changedAt }: SyncedFile) {
  return {
    path: place.slice(1),
    ...(content && { content }),
    ...(link !== undefined && { link }),
    mode,
    mtime: new Date(changedAt),
  };
}
