import type { ControlClient } from '../../../src/control/client.ts';
import type { FoundRun } from '../../../src/control/find.ts';
import type { ControlNotice, ControlReply, ControlRequest } from '../../../src/control/protocol.ts';

/** Another run, as its clients meet it. */
export interface OtherRun {
  readonly pid: number;
  /** What it was asked, by all of its clients, e.g. `update web`. */
  readonly asked: string[];
  /** Connections that are open. */
  open: number;
  /** A look at it from outside: a connection of its own. */
  found(): FoundRun;
  /** To every client that listens. */
  tell(notice: ControlNotice): void;
}

/** A run of these pods that answers as it is told; undefined is a refusal. */
export function otherRun(
  pid: number,
  pods: readonly string[],
  answer: (request: ControlRequest) => ControlReply | undefined,
): OtherRun {
  const listeners = new Set<(notice: ControlNotice) => unknown>();
  const client = (): ControlClient => {
    let isOpen = true;
    return {
      greeting: { type: 'hello', protocol: 1, version: '0', pid },
      ask: async (request) => {
        run.asked.push(`${request.type} ${'pod' in request ? nameOf(request.pod) : ''}`.trim());
        const reply = answer(request);
        if (!reply) throw new Error('refused');
        return reply;
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return new Promise(() => {});
      },
      followServed: async () => {},
      close: () => {
        if (isOpen) run.open -= 1;
        isOpen = false;
      },
    };
  };
  const run: OtherRun = {
    pid,
    asked: [],
    open: 0,
    found: () => {
      run.open += 1;
      return { is: 'there', pid, client: client(), pods, coming: [] };
    },
    tell: (notice) => {
      for (const listener of listeners) listener(notice);
    },
  };
  return run;
}

function nameOf(pod: string | { readonly name: string }): string {
  return typeof pod === 'string' ? pod : pod.name;
}
