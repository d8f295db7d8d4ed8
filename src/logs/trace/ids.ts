/** A request's id in a line. */
export interface RequestId {
  readonly id: string;
  /** Where it stands: `traceparent` (W3C Trace Context), `b3` (Zipkin), or a field or header named after a request. */
  readonly kind: 'traceparent' | 'b3' | 'request' | 'own';
}

/** W3C Trace Context, section 3.2: version, trace-id, parent-id, flags; an id of zeros is none. */
const traceparent = /\b[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\b/g;
/** Zipkin's single header: trace-id of 16 or 32 digits, span-id, and what may follow. */
const b3 = /\b([0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}(?:-[01d])?(?:-[0-9a-f]{16})?\b/g;
/** `x-request-id: …`, `"traceId":"…"`, `request_id=…`, and `id=…` as the demo writes it. */
const named =
  /(?:\b(?:x-)?(?:request|trace|correlation|b3-?trace)[-_]?id|(?<![\w-])id)["']?\s*[=:]\s*["']?([A-Za-z0-9][A-Za-z0-9._:-]{3,127})/gi;
/** A header that HAProxy captured: `{req-0002}`. */
const captured = /\{([A-Za-z0-9][A-Za-z0-9._-]{3,127})(?:\|[^}]{0,512})?\}/g;

/**
 * The ids in a line, in their order, each once. What looks like two kinds is the first of them.
 * @param own finds an id by its first group, before all others.
 */
export function requestIds(line: string, own?: (line: string) => string | undefined): readonly RequestId[] {
  const found = new Map<string, RequestId>();
  const add = (kind: RequestId['kind'], id: string | undefined): void => {
    if (id && !/^0+$/.test(id) && !found.has(id)) found.set(id, { id, kind });
  };
  add('own', own?.(line));
  for (const [, id] of line.matchAll(traceparent)) add('traceparent', id);
  const rest = line.replaceAll(traceparent, ' ');
  for (const [, id] of rest.matchAll(b3)) add('b3', id);
  for (const [, id] of rest.matchAll(named)) if (!isPart(id, found)) add('request', id);
  for (const [, id] of rest.matchAll(captured)) add('request', id);
  return [...found.values()];
}

/** `b3: 80f1…-e457…-1` is a named field and a b3 header: its trace id is the id. */
function isPart(id: string | undefined, found: ReadonlyMap<string, RequestId>): boolean {
  return [...found.keys()].some((known) => id?.startsWith(`${known}-`));
}

/** What a person typed as the id that lines have: of a whole traceparent or b3 header, its trace id. */
export function traceIdOf(typed: string): string {
  const [whole] = [...typed.matchAll(traceparent), ...typed.matchAll(b3)];
  return whole?.[1] ?? typed;
}

/** Whether a line has the id, and not only a longer one that it is a part of. */
export function mentions(line: string, id: string): boolean {
  for (let at = line.indexOf(id); at !== -1; at = line.indexOf(id, at + 1)) {
    if (!isWord(line[at - 1]) && !isWord(line[at + id.length])) return true;
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
