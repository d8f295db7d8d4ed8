import { type StatusCause, StatusError } from '../../status.ts';
import { flagOf, integerOf } from './values.ts';

/** What a request for a list or a watch asks for besides its selectors (meta/v1, ListOptions). */
export interface ListOptions {
  readonly isWatch: boolean;
  readonly wantsBookmarks: boolean;
  /** As it was given, "" where none was. */
  readonly resourceVersion: string;
  readonly match: string;
  readonly timeoutSeconds?: number;
  /** 0 and less are no limit. */
  readonly limit: number;
  /** "" for the first page. */
  readonly continue: string;
  readonly sendsInitial?: boolean;
}

/** Reads the query of a list or a watch. @throws StatusError `BadRequest` for a value that is none. */
export function listOptionsOf(query: URLSearchParams): ListOptions {
  const text = (name: string): string => query.get(name) ?? '';
  const timeoutSeconds = integerOf(query.get('timeoutSeconds'));
  const sends = query.get('sendInitialEvents');
  return {
    isWatch: isWatch(query),
    wantsBookmarks: flagOf(query.get('allowWatchBookmarks')),
    resourceVersion: text('resourceVersion'),
    match: text('resourceVersionMatch'),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    limit: integerOf(query.get('limit')) ?? 0,
    continue: text('continue'),
    ...(sends !== null && { sendsInitial: flagOf(sends) }),
  };
}

/**
 * @throws StatusError `Invalid` for values that do not go together.
 * Source: apimachinery `pkg/apis/meta/internalversion/validation`.
 */
export function checkListOptions(options: ListOptions): void {
  const problems = options.isWatch ? watchProblems(options) : listProblems(options);
  if (problems.length > 0) throw invalid(problems);
}

/** Whether a request is a watch. */
export function isWatch(query: URLSearchParams): boolean {
  return flagOf(query.get('watch'));
}

function listProblems({
  match,
  resourceVersion,
  continue: page,
  sendsInitial,
}: ListOptions): readonly StatusCause[] {
  return [
    ...(match !== '' && resourceVersion === ''
      ? [forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided')]
      : []),
    ...(match !== '' && page !== ''
      ? [forbidden('resourceVersionMatch is forbidden when continue is provided')]
      : []),
    ...matchProblem(match, ['Exact', 'NotOlderThan', '']),
    ...(match === 'Exact' && resourceVersion === '0'
      ? [forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]
      : []),
    ...(sendsInitial === undefined
      ? []
      : [forbidden('sendInitialEvents is forbidden for list', 'sendInitialEvents')]),
  ];
}

function watchProblems({ match, continue: page, sendsInitial }: ListOptions): readonly StatusCause[] {
  return [
    ...(sendsInitial !== undefined && match !== 'NotOlderThan'
      ? [forbidden('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')]
      : []),
    ...(match !== '' && sendsInitial === undefined
      ? [forbidden('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')]
      : []),
    ...matchProblem(match, ['NotOlderThan']),
    ...(match !== '' && page !== ''
      ? [forbidden('resourceVersionMatch is forbidden when continue is provided')]
      : []),
  ];
}

function forbidden(words: string, field = 'resourceVersionMatch'): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${words}`, field };
}

function matchProblem(match: string, allowed: readonly string[]): readonly StatusCause[] {
  if (match === '' || allowed.includes(match)) return [];
  const values = allowed.map((one) => JSON.stringify(one)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(match)}: supported values: ${values}`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'resourceVersionMatch' }];
}

function invalid(causes: readonly StatusCause[]): StatusError {
  const words = causes.map(({ field, message }) => `${field}: ${message}`);
  const all = words.length === 1 ? words[0] : `[${words.join(', ')}]`;
  const details = { group: 'meta.k8s.io', kind: 'ListOptions', causes };
  return new StatusError('Invalid', `ListOptions.meta.k8s.io "" is invalid: ${all}`, details);
}
