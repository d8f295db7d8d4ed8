import { ClusterError } from './cluster-error.ts';

/** Which cluster is meant. */
export interface Place {
  /** A context of the person's kubeconfig. */
  readonly context: string;
  readonly namespace: string;
}

/** What `kubectl` wrote when it failed → one sentence. The words are those of kubectl 1.24 to 1.36 and of the API server. */
export function explainFailure(words: string, { context, namespace }: Place): ClusterError {
  const text = words.trim();
  for (const [pattern, explain] of patterns) {
    const match = pattern.exec(text);
    if (match) return explain(match, context, namespace);
  }
  return new ClusterError('failed', lastLine(text) || 'kubectl failed without a word');
}

type Explain = (match: RegExpExecArray, context: string, namespace: string) => ClusterError;

const patterns: readonly (readonly [RegExp, Explain])[] = [
  [
    /context "?([^"\s]+)"? does not exist|cannot locate context|context was not found for specified context: (\S+)/,
    (_match, context) =>
      new ClusterError(
        'no-context',
        `the kubeconfig has no context ${context}`,
        '`kubectl config get-contexts` lists those that there are.',
      ),
  ],
  [
    /Forbidden\).*?: (.* is forbidden: )?User "([^"]*)" cannot (\w+) resource "([^"]+)".*?(?:in the namespace "([^"]+)"|at the cluster scope|$)/s,
    (match, context, namespace) => {
      const [, , user, verb, resource, where] = match;
      return new ClusterError(
        'forbidden',
        `user ${user} may not ${verb} ${resource} in namespace ${where ?? namespace} of ${context}`,
        `\`kubectl --context ${context} -n ${where ?? namespace} auth can-i ${verb} ${resource}\` asks for it.`,
      );
    },
  ],
  [
    /namespaces "([^"]+)" not found/,
    (match, context) =>
      new ClusterError(
        'no-namespace',
        `${context} has no namespace ${match[1]}`,
        `\`kubectl --context ${context} create namespace ${match[1]}\` makes it; --namespace names another.`,
      ),
  ],
  [
    /admission webhook "([^"]+)" denied the request:?\s*([^\n]*)/,
    (match) => new ClusterError('refused', `the admission webhook ${match[1]} refuses it: ${match[2]}`),
  ],
  [
    /failed calling webhook "([^"]+)":\s*([^\n]*)/,
    (match, context) =>
      new ClusterError('refused', `${context} cannot ask its admission webhook ${match[1]}: ${match[2]}`),
  ],
  [
    /no matches for kind "([^"]+)" in version "([^"]+)"/,
    (match, context) =>
      new ClusterError('refused', `${context} does not know the kind ${match[1]} of ${match[2]}`),
  ],
  [
    /violates PodSecurity "([^"]+)": ([^\n]*)/,
    (match) =>
      new ClusterError(
        'refused',
        `the namespace allows pods of ${match[1]} only: ${match[2]}`,
        match[2]!.includes('NET_ADMIN')
          ? 'Capture needs NET_ADMIN for its init container: a namespace that refuses it needs a mesh with a CNI plugin.'
          : undefined,
      ),
  ],
  [
    /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request:?\s*([^\n]*)/,
    (match) => new ClusterError('refused', `the admission policy ${match[1]} refuses it: ${match[2]}`),
  ],
  // A quota: what is forbidden without a user and a verb is so whoever asks.
  [
    /(\S+ "[^"]+" is forbidden: [^\n]*)/,
    (match) => new ClusterError('refused', `the cluster refuses it: ${match[1]}`),
  ],
  // Several reasons stand on lines of their own.
  [
    /(?:^|\n)The (\S+ "[^"]+" is invalid):(?: :)?((?:[^\n]|\n\* )*)/,
    (match) =>
      new ClusterError(
        'refused',
        `the cluster refuses it: ${match[1]}: ${match[2]!.replace(/^\s*\*?\s*/, '').replaceAll(/\s*\n\* /g, '; ')}`,
      ),
  ],
  [
    /(?:Unauthorized|must be logged in to the server|getting credentials: )([^\n]*)/,
    (match, context) =>
      new ClusterError(
        'unauthenticated',
        `${context} does not accept the credentials of the kubeconfig${match[1] ? `: ${match[1].trim()}` : ''}`,
        `\`kubectl --context ${context} auth whoami\` shows the same.`,
      ),
  ],
  [
    /(?:Unable to connect to the server: |The connection to the server .* was refused|dial tcp |no such host|i\/o timeout|TLS handshake timeout|connection refused|certificate )([^\n]*)/,
    (match, context) =>
      new ClusterError(
        'unreachable',
        `${context} cannot be reached: ${match[0].trim()}`,
        `\`kubectl --context ${context} get --raw /readyz\` asks it by hand.`,
      ),
  ],
  [
    /(?:Error from server|error)[^:]*: ([^\n]*(?:is invalid|Invalid value|strict decoding error|unknown field)[^\n]*)/,
    (match) => new ClusterError('refused', `the cluster refuses it: ${match[1]}`),
  ],
];

function lastLine(text: string): string {
  const line = text.split('\n').findLast((one) => one.trim() !== '') ?? '';
  return line.replace(/^(error|Error from server[^:]*):\s*/, '');
}
