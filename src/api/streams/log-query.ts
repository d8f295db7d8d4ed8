import type { LogRequest } from '../ports.ts';
import { StatusError } from '../status.ts';

/** How the lines of a log are to be written. */
export interface LogForm {
  readonly request: LogRequest;
  readonly timestamps: boolean;
  /** Nothing comes after so many bytes. */
  readonly limitBytes: number;
}

/** Reads PodLogOptions. @throws StatusError as validation words it (pkg/apis/core/validation, ValidatePodLogOptions). */
export function logForm(query: URLSearchParams, pod: string): LogForm {
  const problems: string[] = [];
  const whole = (name: string, least: number): number | undefined => {
    const text = query.get(name);
    if (text === null || text === '') return undefined;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw unreadable(name, text);
    const bound = least === 0 ? 'greater than or equal to 0' : 'greater than 0';
    if (value < least) problems.push(`${name}: Invalid value: ${value}: must be ${bound}`);
    return value;
  };
  const tailLines = whole('tailLines', 0);
  const sinceSeconds = whole('sinceSeconds', 1);
  const limitBytes = whole('limitBytes', 1) ?? Number.POSITIVE_INFINITY;
  const since = query.get('sinceTime') || undefined;
  if (since !== undefined && Number.isNaN(Date.parse(since))) throw unreadable('sinceTime', since);
  if (since !== undefined && sinceSeconds !== undefined)
    problems.push('sinceSeconds: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (problems.length > 0)
    throw new StatusError('Invalid', `PodLogOptions "${pod}" is invalid: ${listed(problems)}`, {
      name: pod,
      kind: 'PodLogOptions',
    });
  return {
    request: {
      follow: isTrue(query, 'follow'),
      previous: isTrue(query, 'previous'),
      ...(tailLines !== undefined && { tailLines }),
      ...(since !== undefined && { since }),
      ...(sinceSeconds !== undefined && { sinceSeconds }),
    },
    timestamps: isTrue(query, 'timestamps'),
    limitBytes,
  };
}

/** As Go reads a boolean (strconv.ParseBool); what is none is false, as in a query of a real server. */
export function isTrue(query: URLSearchParams, name: string): boolean {
  return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(query.get(name) ?? '');
}

function listed(problems: readonly string[]): string {
  return problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`;
}

function unreadable(name: string, value: string): StatusError {
  return new StatusError('BadRequest', `${name}: "${value.slice(0, 100)}" cannot be read`);
}
