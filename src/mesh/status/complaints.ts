/** What istiod says is wrong with a rule, or with what a proxy makes of it. */
export interface Complaint {
  readonly level: 'error' | 'warning';
  /** `IST0101`, a code of Istio's documentation; absent for an update that a proxy refused. */
  readonly code?: string;
  /** `KIND NAMESPACE/NAME`, or the proxy as `POD.NAMESPACE`. */
  readonly about: string;
  readonly message: string;
}

const analysis = /Configuration analysis( resolved)?: (Error|Warning|Info) \[(IST\d+)\] \((\S+ \S+?)\) (.*)$/;
const refused = /ADS:(\w+): ACK ERROR (\S+?)(?:-\d+)? (.*)$/;
const pushed = /(\w+): (?:PUSH|ACK)\b.* node:(\S+)/;

/**
 * The complaints that stand at the end of istiod's log. Its analysis tells each once, and tells again when it is resolved. What
 * a proxy refused stands until the same kind is pushed to it anew.
 *
 * @param lines of istiod, the oldest first.
 */
export function standingComplaints(lines: Iterable<string>): readonly Complaint[] {
  const standing = new Map<string, Complaint>();
  for (const line of lines) {
    const [, resolved, level, code, about, message] = analysis.exec(line) ?? [];
    if (level !== undefined) {
      const key = `${code} ${about} ${message}`;
      if (resolved) standing.delete(key);
      else if (level !== 'Info')
        standing.set(key, {
          level: level === 'Error' ? 'error' : 'warning',
          code: code!,
          about: about!,
          message: message!,
        });
      continue;
    }
    const [, kind, node, reason] = refused.exec(line) ?? [];
    if (kind !== undefined) {
      standing.set(`${kind} ${node}`, {
        level: 'error',
        about: node!,
        message: `refused ${kind}: ${reason}`,
      });
      continue;
    }
    const [, pushedKind, to] = pushed.exec(line) ?? [];
    if (pushedKind !== undefined) standing.delete(`${pushedKind} ${to}`);
  }
  return [...standing.values()];
}
