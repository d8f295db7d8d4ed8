import type { WholeResponse } from '../request.ts';

/** A whole answer in JSON. */
export function json(status: number, value: unknown, contentType = 'application/json'): WholeResponse {
  return { status, headers: { 'content-type': contentType }, body: JSON.stringify(value) };
}
