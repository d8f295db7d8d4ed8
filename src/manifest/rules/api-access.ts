import { apiAnnotation } from '../../pod/api-access.ts';
import { error } from '../problem.ts';
import type { PodRule } from './rule.ts';

/** Whether a pod asks for the API is `"true"` or `"false"`. */
export const apiIsReadable: PodRule = ({ metadata }) => {
  const asked = metadata.annotations?.[apiAnnotation];
  if (asked === undefined || asked === 'true' || asked === 'false') return [];
  return [error('invalid-value', ['metadata', 'annotations', apiAnnotation], `needs "true" or "false"`)];
};
