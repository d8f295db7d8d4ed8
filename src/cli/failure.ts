import { exitCodes } from './exit-codes.ts';
import { harmlessLines } from './output/harmless.ts';

/** An end that the user is told about in words: what is wrong, and what to do. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;
  constructor(exitCode: number, message: string, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

interface Worded {
  readonly code?: unknown;
  readonly message: string;
  readonly hint?: string;
}

/** Whatever was thrown, as one message without a stack trace; a defect of ours says so. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, message, hint } = error instanceof Error ? (error as Worded) : { message: String(error) };
  if (code === 'no-engine') return new Failure(exitCodes.noEngine, message, hint);
  if (hint !== undefined || typeof code === 'string') return new Failure(exitCodes.failure, message, hint);
  const trace = process.env['OUTRIDER_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  return new Failure(
    exitCodes.failure,
    `unexpected: ${message}${trace}`,
    'This is a defect of Outrider. OUTRIDER_DEBUG=1 shows where it arose.',
  );
}

/** What stands at a place in a file begins with that place, so that editors and terminals can follow it. */
export function printFailure({ message, hint }: Pick<Failure, 'message' | 'hint'>): void {
  if (message === '') return;
  const prefix = /^\S+:\d+:\d+: /.test(message) ? '' : 'outrider: ';
  process.stderr.write(harmlessLines(`${prefix}${message}\n${hint === undefined ? '' : `  ${hint}\n`}`));
}
