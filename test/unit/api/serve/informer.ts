import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';

export interface Reached {
  readonly port: number;
  readonly ca: string;
  readonly token: string;
}

/** What a client that keeps itself informed has seen: `ADDED 17`, by resourceVersion; a list is `LIST`. */
export interface Informer {
  readonly seen: readonly { readonly type: string; readonly object: ApiObject }[];
  /** How often it has listed. */
  readonly lists: () => number;
  /** Breaks its connection, as a network does; it comes back by itself from where it was. */
  disconnect(): void;
  /** Does not come back until it is let. */
  hold(): void;
  release(): void;
  /** Settles once it has seen an object for which this holds. */
  until(holds: (object: ApiObject) => boolean): Promise<void>;
  stop(): void;
}

/** Does what an informer of client-go does: list, watch from there, come back after a break, list again where that is too late. */
export function startInformer(at: Reached, path: string): Informer {
  const seen: { type: string; object: ApiObject }[] = [];
  const waiting = new Set<() => void>();
  let [lists, isOver, version] = [0, false, ''];
  let gate = Promise.resolve();
  let open = (): void => {};
  let current: IncomingMessage | undefined;
  const note = (type: string, object: ApiObject): void => {
    seen.push({ type, object });
    version = object.metadata.resourceVersion ?? version;
    for (const check of waiting) check();
  };
  const list = async (): Promise<void> => {
    const response = await ask(at, path);
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    const { items, metadata } = JSON.parse(text);
    lists += 1;
    for (const item of items) note('LIST', item);
    version = metadata.resourceVersion;
  };
  const follow = async (): Promise<void> => {
    if (version === '') await list();
    current = await ask(at, `${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`);
    if (current.statusCode === 410) version = '';
    let rest = '';
    for await (const part of current.setEncoding('utf8')) {
      const lines = (rest + part).split('\n');
      rest = lines.pop()!;
      for (const { type, object } of lines.map((line) => JSON.parse(line))) {
        if (type === 'ERROR') version = '';
        else if (type === 'BOOKMARK') version = object.metadata.resourceVersion;
        else note(type, object);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!isOver) {
      await gate;
      // A connection that breaks is what this client is for.
      await follow().catch(() => {});
    }
  };
  void run();
  const disconnect = (): void => void current?.destroy();
  return {
    seen,
    lists: () => lists,
    disconnect,
    hold: () => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
      disconnect();
    },
    release: () => open(),
    until: (holds) =>
      new Promise((resolve) => {
        const check = (): void => {
          const newest = seen.at(-1);
          if (!newest || !holds(newest.object)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop: () => {
      isOver = true;
      open();
      disconnect();
    },
  };
}

async function ask({ port, ca, token }: Reached, path: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const asked = request({ host: '127.0.0.1', port, ca, path, headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}
