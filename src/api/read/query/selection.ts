import type { ApiObject } from '../../objects/api-object.ts';
import type { ApiRequest } from '../../request.ts';
import type { Target } from '../path.ts';
import { fieldTerms, termsTest } from './field-selector.ts';
import { labelTest } from './label-selector.ts';

/**
 * Whether an object is among those that a request is about: of its namespace, of its name, with its labels and fields.
 *
 * @param check what a server looks at between the words of the selectors and their fields.
 * @throws StatusError `BadRequest` for a selector that is none.
 */
export function selectionOf(
  { namespace, name, resource }: Target,
  { query }: Pick<ApiRequest, 'query'>,
  check: () => void = () => {},
): (object: ApiObject) => boolean {
  const labels = labelTest(query.get('labelSelector'));
  const terms = fieldTerms(query.get('fieldSelector'));
  check();
  const fields = termsTest(terms, resource);
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    labels(object.metadata.labels ?? {}) &&
    fields(object);
}
