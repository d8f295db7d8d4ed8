import type { ApiObject } from '../objects/api-object.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import type { Listed, Store } from '../store/store.ts';
import { json } from './json.ts';
import type { Target } from './path.ts';
import { selectionOf } from './selection.ts';
import type { Shape } from './shape.ts';

/**
 * The answer to a list: all objects, or so many as `limit` asks for and a `continue` for the rest, which is then as it was at the first page.
 *
 * @throws StatusError
 */
export function answerList(
  target: Target,
  request: Pick<ApiRequest, 'query'>,
  { store, shape }: { readonly store: Store; readonly shape: Shape },
): WholeResponse {
  const { query } = request;
  const from = continued(query.get('continue'));
  const listed = listedAt(target, query, store, from?.version);
  const isSelected = selectionOf(target, request);
  const rest = listed.objects.filter(
    (object) => isSelected(object) && (from === undefined || keyOf(object) > from.after),
  );
  const limit = Number(query.get('limit') ?? 0);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const last = page.at(-1);
  const left = rest.length - page.length;
  const hasSelector = (query.get('labelSelector') ?? '') + (query.get('fieldSelector') ?? '') !== '';
  const metadata = {
    resourceVersion: String(listed.version),
    ...(left > 0 && last && { continue: token({ version: listed.version, after: keyOf(last) }) }),
    ...(left > 0 && !hasSelector && { remainingItemCount: left }),
  };
  return json(200, shape.list(page, metadata), shape.contentType);
}

/** `resourceVersionMatch: Exact` and later pages are about the past; any other version is older than now, so now will do. */
function listedAt(target: Target, query: URLSearchParams, store: Store, at: number | undefined): Listed {
  const key = storeKey(target.resource);
  const version = query.get('resourceVersion') ?? '';
  const isExact = query.get('resourceVersionMatch') === 'Exact';
  if (at !== undefined) return store.list(key, at);
  const wanted = versionOf(version);
  if (wanted !== undefined && wanted > store.version()) throw tooLarge(wanted, store.version());
  return isExact && wanted ? store.list(key, wanted) : store.list(key);
}

/**
 * A resourceVersion as a number; undefined for none.
 * @throws StatusError `BadRequest` for one that no server has given.
 */
export function versionOf(text: string): number | undefined {
  if (text === '') return undefined;
  const version = Number(text);
  if (Number.isSafeInteger(version) && version >= 0) return version;
  throw new StatusError('BadRequest', `invalid resource version: ${JSON.stringify(text)}`);
}

/** The words of a server (apiserver: pkg/storage/errors.go, NewTooLargeResourceVersionError). */
export function tooLarge(wanted: number, current: number): StatusError {
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return new StatusError('Timeout', message, { causes: [cause], retryAfterSeconds: 1 });
}

interface Position {
  readonly version: number;
  /** The key of the last object of the page before. */
  readonly after: string;
}

function keyOf({ metadata }: ApiObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function token(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function continued(text: string | null): Position | undefined {
  if (text === null || text === '') return undefined;
  try {
    const position = JSON.parse(Buffer.from(text, 'base64url').toString()) as Position;
    if (Number.isSafeInteger(position.version) && typeof position.after === 'string') return position;
  } catch {
    // It is none: the words below say so.
  }
  throw new StatusError('BadRequest', 'continue key is not valid: it was not given by this server');
}
