import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import { statusOf } from '../transport/errors.ts';
import { pause } from '../transport/pause.ts';
import { createNamed, inspectContainer, removeContainer } from './containers.ts';
import { labels } from './labels.ts';

type Found = Pick<Dockerode.ContainerInspectInfo, 'State' | 'Config' | 'HostConfig'>;

/** A name that is taken by a container that cannot be seen yet, or not any more, is free soon or has an owner soon. */
const mostTries = 10;

/**
 * Creates a container under a name; its id. The engine may have made it before without the answer having come: then that one
 * is used. Another of ours under that name is a leftover, which gives way.
 *
 * @throws EngineError `name-conflict` when the name belongs to somebody else.
 */
export async function createOwn(
  docker: Dockerode,
  name: string,
  body: Dockerode.ContainerCreateOptions,
  signal: AbortSignal,
): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      return await createNamed(docker, name, body, signal);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'name-conflict' || tries === mostTries)
        throw error;
      const id = await resolveConflict(docker, name, body, error, signal);
      if (id !== undefined) return id;
    }
  }
}

/** The id of the container to use; undefined when the name can be tried again. */
async function resolveConflict(
  docker: Dockerode,
  name: string,
  body: Dockerode.ContainerCreateOptions,
  conflict: EngineError,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await inspectContainer(docker, name, signal).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw error;
    return undefined;
  });
  if (!found) {
    await pause(100, signal);
    return undefined;
  }
  const verdict = verdictOn(found, body);
  if (verdict === 'use') return found.Id;
  if (verdict === 'foreign') throw foreign(name, conflict);
  await removeContainer(docker, found.Id, signal);
  return undefined;
}

/** These say whose a container is and which: a container that differs in one of them is not this one. */
const identity = [
  labels.project,
  labels.pod,
  labels.role,
  labels.container,
  labels.attempt,
  labels.maker,
] as const;

/**
 * What to do with the container that has the name already.
 *
 * `use`: it was made by this very request. `replace`: it is ours, but was made from something else, or has run. `foreign`:
 * it is not ours, or another supervisor made it.
 */
function verdictOn(found: Found, body: Dockerode.ContainerCreateOptions): 'use' | 'replace' | 'foreign' {
  const has = found.Config.Labels ?? {};
  const wants = body.Labels ?? {};
  if (identity.some((label) => has[label] !== wants[label])) return 'foreign';
  const same =
    found.State.Status === 'created' &&
    has[labels.specHash] === wants[labels.specHash] &&
    found.HostConfig.NetworkMode === body.HostConfig?.NetworkMode;
  return same ? 'use' : 'replace';
}

function foreign(name: string, cause: EngineError): EngineError {
  return new EngineError(
    'name-conflict',
    `cannot create ${name}: there is a container of that name that this run has not made`,
    {
      hint: `\`outrider ps\` shows what runs, \`outrider down\` removes it; what is not Outrider's goes with \`docker rm ${name}\`.`,
      cause,
    },
  );
}
