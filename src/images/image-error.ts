/** Why an image is not to be had: `message` is one sentence for a person, `hint` says what to do. */
export class ImageError extends Error {
  readonly code: 'unknown-image' | 'cannot-build';
  readonly hint: string;
  constructor(code: ImageError['code'], message: string, hint: string) {
    super(message);
    this.name = 'ImageError';
    this.code = code;
    this.hint = hint;
  }
}
