import type { WholeResponse } from './request.ts';

/** The machine-readable reasons of meta/v1 that are used here (apimachinery: pkg/apis/meta/v1/types.go, StatusReason). */
export type StatusReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'NotAcceptable'
  | 'MethodNotAllowed'
  | 'UnsupportedMediaType'
  | 'RequestEntityTooLarge'
  | 'TooManyRequests'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'Timeout';

/** The HTTP codes that a server sends with each reason (apimachinery: pkg/api/errors/errors.go). */
const codes: Readonly<Record<StatusReason, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
};

/** What a failure is about; every part is optional, as in meta/v1. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource in the plural (`pods`), as servers send it. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The meta/v1 `Status` of a failure. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: StatusReason;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A failure as the API tells it. Throw it anywhere below the server: the client gets it as it is. */
export class StatusError extends Error {
  readonly status: Status;
  constructor(reason: StatusReason, message: string, details?: StatusDetails) {
    super(message);
    this.name = 'StatusError';
    this.status = failure(reason, message, details);
  }
}

/** @param message One sentence for a person; kubectl prints it behind "Error from server (REASON): ". */
export function failure(reason: StatusReason, message: string, details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code: codes[reason],
  };
}

/** The answer that carries a `Status`. */
export function statusResponse(status: Status): WholeResponse {
  return {
    status: status.code,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(status),
  };
}
