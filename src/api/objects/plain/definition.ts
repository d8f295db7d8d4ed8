import { type ApiObject, fieldAt } from '../api-object.ts';

/** A definition is in force as soon as it is there; clients wait for these words (apiextensions/v1). */
export function established(object: ApiObject): ApiObject {
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    reason,
    message,
  });
  const versions = fieldAt(object, 'spec', 'versions');
  const stored = Array.isArray(versions) ? versions.filter((one) => one?.storage).map((one) => one.name) : [];
  return {
    ...object,
    status: {
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
      acceptedNames: fieldAt(object, 'spec', 'names'),
      storedVersions: stored,
    },
  };
}
