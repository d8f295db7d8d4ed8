import type { TokenPorts } from './ports.ts';
import { person, userOfToken } from './user.ts';

interface ReviewPorts extends Pick<TokenPorts, 'issuer' | 'read'> {
  /** The token of the kubeconfig. */
  readonly isToken: (text: string) => boolean;
}

type Spec = Readonly<Record<string, unknown>>;

/** The status of a TokenReview: whose the token is. @param spec As the client sent it. */
export function reviewToken(spec: Spec | undefined, { issuer, read, isToken }: ReviewPorts): object {
  const text = String(spec?.['token'] ?? '');
  if (isToken(text)) return { authenticated: true, user: person };
  const token = read(text);
  if (!token) return { authenticated: false, user: {}, error: '[invalid bearer token]' };
  const asked = (spec?.['audiences'] ?? []) as readonly string[];
  const wanted = asked.length > 0 ? asked : [issuer];
  const audiences = wanted.filter((one) => token.audiences.includes(one));
  if (audiences.length > 0) return { authenticated: true, user: userOfToken(token), audiences };
  const words = `token audiences ${list(token.audiences)} is invalid for the target audiences ${list(wanted)}`;
  return { authenticated: false, user: {}, error: `[invalid bearer token, ${words}]` };
}

function list(audiences: readonly string[]): string {
  return `[${audiences.map((one) => JSON.stringify(one)).join(' ')}]`;
}
