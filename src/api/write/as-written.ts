import type { ApiObject } from '../objects/api-object.ts';

/** What a server gives an object, and nobody writes. */
const given = [
  ...['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences'],
];

/** An object as a person would write it into a manifest: without what a server has added, but for defaults. */
export function asWritten({ status: _, ...object }: ApiObject): ApiObject {
  const kept = Object.entries(object.metadata).filter(([key]) => !given.includes(key));
  return { ...object, metadata: { ...Object.fromEntries(kept), name: object.metadata.name } } as ApiObject;
}
