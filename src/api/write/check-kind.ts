import type { ApiObject } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';
import { schemaOf } from '../store/known-resources.ts';
import { detailsOf, type ObjectTarget, type Writing, type WritingPorts } from './context.ts';

/**
 * An object of a custom kind with its defaults; any other one as it is.
 *
 * @throws StatusError `Invalid` when it is not as its definition wants it.
 */
export function checkedByKind(
  { store, kinds }: Pick<WritingPorts, 'store' | 'kinds'>,
  target: ObjectTarget,
  object: ApiObject,
  { isStrict = false }: Pick<Writing, 'isStrict'>,
): ApiObject {
  const schema = schemaOf(store, object);
  if (!schema || !kinds) return object;
  const problems = kinds.problems(schema, object).filter(({ isUnknownField }) => isStrict || !isUnknownField);
  if (problems.length === 0) return kinds.complete(schema, object);
  const listed = problems.map(({ field, message }) => `${field}: Invalid value: ${message}`);
  const words = listed.length === 1 ? listed[0] : `[${listed.join(', ')}]`;
  const { kind, group } = target.resource;
  if (problems.every(({ isUnknownField }) => isUnknownField)) {
    const unknown = problems.map(({ field }) => `unknown field "${field}"`).join(', ');
    throw new StatusError(
      'BadRequest',
      `${kind} in version "${target.resource.version}" cannot be handled as a ${kind}: strict decoding error: ${unknown}`,
    );
  }
  throw new StatusError('Invalid', `${kind}.${group} "${target.name}" is invalid: ${words}`, {
    ...detailsOf(target),
    causes: problems.map(({ field, message }) => ({ reason: 'FieldValueInvalid', field, message })),
  });
}
