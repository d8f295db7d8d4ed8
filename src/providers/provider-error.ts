/** A program of this machine that did not do what it was asked, in the user's words. */
export class ProviderError extends Error {
  readonly code = 'provider';
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
