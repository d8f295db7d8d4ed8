import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { checkCustom } from '../manifest/definitions/check-custom.ts';
import type { KindDefinition } from '../manifest/definitions/definition.ts';
import type { Problem } from '../manifest/problem.ts';
import { recipesFolder } from './recipes/folder.ts';

let read: readonly KindDefinition[] | undefined;

/** The definitions of the kinds that istiod reads, which come with the package. Some milliseconds and 1 MB, so once and when needed. */
export function meshDefinitions(): readonly KindDefinition[] {
  read ??= JSON.parse(
    brotliDecompressSync(readFileSync(join(recipesFolder(), '..', 'schemas', 'istio.json.br'))).toString(),
  ) as readonly KindDefinition[];
  return read;
}

/** What is wrong with a rule for a mesh; undefined for another document. */
export function checkMeshRule(value: unknown): readonly Problem[] | undefined {
  return checkCustom(meshDefinitions(), value);
}

export { routeProblems } from '../manifest/definitions/routes.ts';
