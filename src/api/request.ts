import type { User } from './accounts/user.ts';

/** A request as the server hands it on: authorised, its body read whole and bounded. */
export interface ApiRequest {
  /** In upper case. */
  readonly method: string;
  /** Decoded segments are the reader's business: this is the path as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; several values of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Who sends it; the person where nobody else is named. */
  readonly user?: User;
  /** Aborted when the client hangs up, and when the server ends. */
  readonly signal: AbortSignal;
}

export type ApiResponse = WholeResponse | StreamedResponse;

export interface WholeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** The server reads on only as fast as the client does, and ends the iterator when the client is gone. */
export interface StreamedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: AsyncIterable<Uint8Array | string>;
}

/** Answers the requests that are its own; undefined for one that is not. Rejects with a `StatusError` only. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiResponse | undefined>;
