import type { ApiObject } from '../objects/api-object.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import type { Listed, Store } from '../store/store.ts';
import { json } from './json.ts';
import type { Target } from './path.ts';
import { checkListOptions, type ListOptions, listOptionsOf } from './query/list-options.ts';
import { selectionOf } from './query/selection.ts';
import { versionOf } from './query/values.ts';
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
  const options = listOptionsOf(query);
  const { limit } = options;
  const isSelected = selectionOf(target, request, () => checkListOptions(options));
  const from = continued(options);
  const listed = listedAt(target, options, store, from?.version);
  const rest = listed.objects.filter(
    (object) => isSelected(object) && (from === undefined || keyOf(object) > from.after),
  );
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
function listedAt(target: Target, options: ListOptions, store: Store, at: number | undefined): Listed {
  const key = storeKey(target.resource);
  if (at !== undefined) return past(() => store.list(key, at), oldPage);
  const wanted = versionOf(options.resourceVersion);
  if (wanted !== undefined && wanted > store.version()) throw tooLarge(wanted, store.version());
  if (options.match !== 'Exact' || !wanted) return store.list(key);
  return past(() => store.list(key, wanted), oldList);
}

/** The words of a server (apiserver: pkg/storage/etcd3/errors.go). */
const oldList = 'The resourceVersion for the provided list is too old.';
const oldPage =
  'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.';

function past(list: () => Listed, words: string): Listed {
  try {
    return list();
  } catch (error) {
    if (error instanceof StatusError) throw new StatusError('Expired', words);
    throw error;
  }
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

/** The form of a server's tokens (apiserver: pkg/storage/continue.go). */
function token({ version, after }: Position): string {
  const words = { v: 'meta.k8s.io/v1', rv: version, start: after };
  return Buffer.from(JSON.stringify(words)).toString('base64url');
}

/** @throws StatusError `BadRequest` for a token that no server has given. */
function continued({ continue: text, resourceVersion }: ListOptions): Position | undefined {
  if (text === '') return undefined;
  const { v, rv, start } = decoded(text);
  if (v !== 'meta.k8s.io/v1')
    throw badToken(`continue key is not valid: server does not recognize this encoded version ${v ?? ''}`);
  if (!Number.isSafeInteger(rv) || rv === 0)
    throw badToken(
      'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    );
  if (typeof start !== 'string' || start === '')
    throw badToken('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  if (resourceVersion !== '' && resourceVersion !== '0')
    throw new StatusError('BadRequest', 'specifying resource version is not allowed when using continue');
  return { version: Number(rv), after: start };
}

/** The reasons are those of Go's decoders, for what clients are likely to send. */
function decoded(text: string): Readonly<Record<string, unknown>> {
  const wrong = /[^-_A-Za-z0-9]/.exec(text)?.index ?? (text.length % 4 === 1 ? text.length - 1 : undefined);
  if (wrong !== undefined)
    throw badToken(`continue key is not valid: illegal base64 data at input byte ${wrong}`);
  const json = Buffer.from(text, 'base64url').toString();
  try {
    return JSON.parse(json) ?? {};
  } catch {
    throw badToken(
      `continue key is not valid: invalid character '${json[0]}' looking for beginning of value`,
    );
  }
}

function badToken(words: string): StatusError {
  return new StatusError('BadRequest', `invalid continue token: ${words}`);
}
