/** What can go wrong between here and a cluster. */
export type ClusterErrorCode =
  | 'no-kubectl'
  | 'no-context'
  | 'unreachable'
  | 'unauthenticated'
  | 'forbidden'
  | 'no-namespace'
  | 'refused'
  | 'too-old'
  | 'gone'
  | 'failed';

/** A problem with a cluster, in one sentence, with what to do where that is known. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;
  readonly hint: string;
  constructor(code: ClusterErrorCode, message: string, hint = '') {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
