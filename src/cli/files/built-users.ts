import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { instructionsOf } from '../../docker/images/build/dockerfile.ts';
import { allContainers } from '../../pod/containers.ts';
import type { ImageBuild } from '../../pod/image-build.ts';
import type { Pod } from '../../pod/model.ts';

/**
 * The users of images that are built, by the names of the images: what `USER` of the last stage says, in numbers. An image is left out
 * whose Dockerfile cannot be read, names no user, or names one that only the image knows.
 */
export function builtUsers(pods: readonly Pod[]): ReadonlyMap<string, string> {
  const users = pods.flatMap(allContainers).flatMap(({ image, engine }) => {
    const user = engine?.build && userOf(dockerfileOf(engine.build) ?? '');
    return user === undefined ? [] : [[image, user] as const];
  });
  return new Map(users);
}

/** `1337` or `101:101`. */
function userOf(dockerfile: string): string | undefined {
  const texts = instructionsOf(dockerfile).map(({ text }) => text);
  const stage = texts.slice(texts.findLastIndex((text) => /^FROM\s/i.test(text)) + 1);
  const [, user] = /^USER\s+(\S+)/i.exec(stage.findLast((text) => /^USER\s/i.test(text)) ?? '') ?? [];
  return user !== undefined && /^\d+(?::\d+)?$/.test(user) ? user : undefined;
}

function dockerfileOf({ context, dockerfile = 'Dockerfile', dockerfileInline, target }: ImageBuild) {
  if (target !== undefined) return undefined;
  if (dockerfileInline !== undefined) return dockerfileInline;
  try {
    return readFileSync(resolve(context, dockerfile), 'utf8');
  } catch {
    return undefined;
  }
}
