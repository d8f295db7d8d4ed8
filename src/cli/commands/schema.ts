import { lessonJsonSchema } from '../../lessons/read/json-schema.ts';
import { composeJsonSchema, jsonSchema } from '../../manifest/json-schema.ts';
import { exitCodes } from '../exit-codes.ts';

/** What a schema is of. */
const schemas = { manifest: jsonSchema, compose: composeJsonSchema, lesson: lessonJsonSchema };

/** `outrider schema [manifest|compose|lesson]`: for editors, e.g. as `# yaml-language-server: $schema=…`. */
export function schema(of: keyof typeof schemas): number {
  process.stdout.write(`${JSON.stringify(schemas[of](), null, 2)}\n`);
  return exitCodes.ok;
}
