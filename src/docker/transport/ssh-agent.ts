import http from 'node:http';
import { connect, type OnReadOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SshAddress } from './ssh-arguments.ts';
import { dial, type SshStream } from './ssh-dial.ts';
import { type Forward, openForward } from './ssh-forward.ts';

/**
 * Connections to an engine on another machine, over the user's own ssh with its configuration, keys and known hosts. All go
 * through one ssh that forwards the engine's socket, because a server takes few logins at once and few sessions over
 * one. Where that cannot be had each is a `docker system dial-stdio`, as with the docker CLI.
 */
export function createSshAgent(address: SshAddress): http.Agent {
  return new SshAgent(address);
}

type Connected = (error: Error | null, stream: Duplex) => void;

/** A class because Node's agents are extended, not configured. */
class SshAgent extends http.Agent {
  readonly #address: SshAddress;
  #forward: Promise<Forward | undefined> | undefined;

  constructor(address: SshAddress) {
    super({ keepAlive: true });
    this.#address = address;
  }

  override createConnection(options: http.ClientRequestArgs, connected?: Connected): undefined {
    const { onread } = options as { readonly onread?: OnReadOpts };
    this.#connect(onread).then(
      (stream) => connected?.(null, stream),
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    );
  }

  async #connect(onread: OnReadOpts | undefined): Promise<Duplex> {
    const forward = await this.#forwarded();
    return forward ? connect({ path: forward.path, ...(onread && { onread }) }) : dial(this.#address);
  }

  /** One that is gone is opened anew by the next connection. */
  #forwarded(): Promise<Forward | undefined> {
    if (this.#forward !== undefined) return this.#forward;
    const forget = (): void => {
      if (this.#forward === opening) this.#forward = undefined;
    };
    const opening = openForward(this.#address, forget);
    opening.catch(forget);
    this.#forward = opening;
    return opening;
  }

  override destroy(): void {
    super.destroy();
    this.#forward?.then((forward) => forward?.close()).catch(() => {});
    this.#forward = undefined;
  }

  /**
   * A connection that waits for the next request must not keep our own process alive. Only a socket has the keep-alive that Node
   * would set.
   */
  override keepSocketAlive(stream: Duplex): boolean {
    (stream as SshStream).unref();
    return true;
  }
}
