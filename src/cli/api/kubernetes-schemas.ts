import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Schemas } from '../../api/read/openapi.ts';
import { recipesFolder } from '../recipes/folder.ts';

/** The schemas of Kubernetes' kinds that come with the package. */
export async function kubernetesSchemas(): Promise<Schemas> {
  const packed = await readFile(join(recipesFolder(), '..', 'schemas', 'kubernetes.json.br'));
  return JSON.parse((await promisify(brotliDecompress)(packed)).toString()) as Schemas;
}
