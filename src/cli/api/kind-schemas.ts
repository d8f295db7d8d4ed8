import type { ApiObject } from '../../api/objects/api-object.ts';
import type { KindSchemas } from '../../api/objects/kind-schemas.ts';
import { checkObject } from '../../manifest/definitions/check-custom.ts';
import { withDefaults } from '../../manifest/definitions/defaults.ts';
import type { OpenApiSchema } from '../../manifest/definitions/definition.ts';
import { pathText } from '../../manifest/problem.ts';

/** Objects of custom kinds, checked and completed as documents of files are. */
export const kindSchemas: KindSchemas = {
  complete: (schema, object) => withDefaults(schema as OpenApiSchema, object) as ApiObject,
  problems: (schema, object) =>
    checkObject(schema as OpenApiSchema, object).map(({ code, path, message }) => ({
      field: pathText(path),
      message,
      isUnknownField: code === 'unknown-field',
    })),
};
