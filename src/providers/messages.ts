/** What a provider says in one line of its output. Source: docker/compose, `docs/extension.md`. */
export type ProviderMessage =
  | { readonly is: 'told'; readonly words: string }
  | { readonly is: 'failed'; readonly words: string }
  /** A variable for the services that depend on it; with the name of the provider before it unless `raw`. */
  | { readonly is: 'variable'; readonly name: string; readonly value: string; readonly raw: boolean }
  | { readonly is: 'nothing' }
  | { readonly is: 'unknown'; readonly words: string };

export function parseMessage(line: string): ProviderMessage {
  if (line.trim() === '') return { is: 'nothing' };
  const { type, message = '' } = fieldsOf(line);
  switch (type) {
    case 'info':
      return { is: 'told', words: message };
    case 'error':
      return { is: 'failed', words: message };
    case 'debug':
      return { is: 'nothing' };
    case 'setenv':
    case 'rawsetenv':
      return variable(message, type === 'rawsetenv');
    default:
      return { is: 'unknown', words: line };
  }
}

function fieldsOf(line: string): { readonly type?: string; readonly message?: string } {
  try {
    const data: unknown = JSON.parse(line);
    if (typeof data !== 'object' || data === null) return {};
    const { type, message } = data as Readonly<Record<string, unknown>>;
    return {
      ...(typeof type === 'string' && { type }),
      ...(typeof message === 'string' && { message }),
    };
  } catch {
    return {};
  }
}

function variable(message: string, raw: boolean): ProviderMessage {
  const equals = message.indexOf('=');
  if (equals <= 0) return { is: 'unknown', words: message };
  return { is: 'variable', name: message.slice(0, equals), value: message.slice(equals + 1), raw };
}

/** As a provider's variable is called in the services that depend on it. */
export function variableName(
  service: string,
  { name, raw }: Extract<ProviderMessage, { readonly is: 'variable' }>,
): string {
  return raw ? name : `${service.toUpperCase()}_${name}`;
}
