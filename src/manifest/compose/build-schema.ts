import * as z from 'zod';
import { approximated, honoured, ignored, refused } from '../schema/fidelity.ts';
import { flag, text, texts } from '../schema/scalars.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const pairs = z.record(z.string(), z.string());
const needsBuildKit = 'where the docker command has its buildx plugin, else refused';

/** `build` of a service (compose-spec, build.md). */
export const build = z.object({
  context: honoured(text),
  dockerfile: honoured(text),
  dockerfile_inline: honoured(text),
  args: honoured(pairs),
  target: honoured(text),
  labels: honoured(pairs),
  tags: honoured(texts),
  cache_from: honoured(texts),
  cache_to: honoured(texts, needsBuildKit),
  no_cache: honoured(flag),
  pull: honoured(flag),
  network: honoured(text),
  shm_size: honoured(scalar),
  extra_hosts: honoured(texts),
  ssh: honoured(texts, needsBuildKit),
  secrets: honoured(
    z.array(
      z.object({
        source: honoured(text),
        target: honoured(text),
        uid: ignored('what a build runs, runs as root'),
        gid: ignored('what a build runs, runs as root'),
        mode: ignored('what a build runs, runs as root'),
      }),
    ),
    needsBuildKit,
  ),
  additional_contexts: honoured(pairs, needsBuildKit),
  platforms: approximated(texts, 'the one of `platform`, else the engine’s own'),
  isolation: ignored('is for Windows'),
  privileged: refused('no command of a build is privileged', [false]),
  entitlements: refused('nothing is given to a build beyond what it has', [false]),
  ulimits: honoured(
    z.record(z.string(), z.union([z.number(), z.object({ soft: z.number(), hard: z.number() })])),
  ),
  no_cache_filter: ignored('the cache changes nothing in an image'),
  provenance: ignored('about a registry'),
  sbom: ignored('about a registry'),
});
export type ComposeBuild = z.output<typeof build>;
