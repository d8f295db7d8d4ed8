import { Document, isMap, parseDocument, YAMLMap, type YAMLSeq } from 'yaml';

/** What a client needs to know of a server. */
export interface ServerAccess {
  /** Of the cluster, the user and the context. */
  readonly name: string;
  /** An https URL. */
  readonly server: string;
  /** The CA's certificate, in PEM. */
  readonly authority: string;
  readonly token: string;
  /** Which namespace the context means; `default` when absent. */
  readonly namespace?: string;
}

/** A kubeconfig with one context (client-go, tools/clientcmd/api/v1). */
export function kubeconfigOf(access: ServerAccess): string {
  const document = new Document({ apiVersion: 'v1', kind: 'Config', preferences: {} });
  addAccess(document, access);
  return document.toString();
}

/**
 * A person's own kubeconfig with the context added, or changed where it is there already; everything else, comments too, stays. The
 * current context becomes it.
 * @throws Error when the text is no kubeconfig.
 */
export function withAccess(text: string, access: ServerAccess): string {
  const document = read(text);
  addAccess(document, access);
  return document.toString();
}

/** The text without what `withAccess` added. A current context that is gone is none. @throws Error when the text is no kubeconfig. */
export function withoutAccess(text: string, name: string): string {
  const document = read(text);
  for (const list of lists) {
    const all = document.get(list) as YAMLSeq | undefined;
    const at = indexOf(all, name);
    if (at !== -1) all?.delete(at);
  }
  if (document.get('current-context') === name) document.set('current-context', '');
  return document.toString();
}

const lists = ['clusters', 'users', 'contexts'] as const;

function read(text: string): Document {
  const document = parseDocument(text.trim() === '' ? 'apiVersion: v1\nkind: Config\n' : text);
  const problem = document.errors[0]?.message ?? (isMap(document.contents) ? undefined : 'it is no mapping');
  if (problem !== undefined) throw new Error(problem);
  return document as Document;
}

function addAccess(document: Document, { name, server, authority, token, namespace }: ServerAccess): void {
  const data = Buffer.from(authority).toString('base64');
  put(document, 'clusters', { name, cluster: { server, 'certificate-authority-data': data } });
  put(document, 'users', { name, user: { token } });
  const context = { cluster: name, user: name, ...(namespace !== undefined && { namespace }) };
  put(document, 'contexts', { name, context });
  document.set('current-context', name);
}

function put(
  document: Document,
  list: (typeof lists)[number],
  entry: { readonly name: string; readonly [part: string]: unknown },
): void {
  if (document.get(list) == null) document.set(list, document.createNode([]));
  const all = document.get(list) as YAMLSeq;
  all.flow = false;
  const at = indexOf(all, entry.name);
  if (at === -1) all.add(document.createNode(entry));
  else all.set(at, document.createNode(entry));
}

function indexOf(all: YAMLSeq | undefined, name: string): number {
  return all?.items.findIndex((item) => item instanceof YAMLMap && item.get('name') === name) ?? -1;
}
