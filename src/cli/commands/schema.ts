import { jsonSchema } from '../../manifest/json-schema.ts';
import { exitCodes } from '../exit-codes.ts';

/** `outrider schema`: for editors, e.g. as `# yaml-language-server: $schema=…`. */
export function schema(): number {
  process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
  return exitCodes.ok;
}
