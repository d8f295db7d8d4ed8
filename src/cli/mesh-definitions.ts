import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { KindDefinition } from '../manifest/definitions/definition.ts';
import { recipesFolder } from './recipes/folder.ts';

let read: readonly KindDefinition[] | undefined;

/** The definitions of the kinds that istiod reads, which come with the package. Some milliseconds and 1 MB, so once and when needed. */
export function meshDefinitions(): readonly KindDefinition[] {
  read ??= JSON.parse(
    brotliDecompressSync(readFileSync(join(recipesFolder(), '..', 'schemas', 'istio.json.br'))).toString(),
  ) as readonly KindDefinition[];
  return read;
}
