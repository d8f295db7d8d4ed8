import type { ApiRequest } from '../request.ts';

/** The messages of a WebSocket, or the bytes of a connection in pieces, in both directions. */
export interface MessageConnection {
  /** The subprotocol that both sides know. */
  readonly protocol: string;
  /** Calls back for each message of the client, in order. While the promise of the listener is pending nothing more is read. */
  onMessage(listener: (message: Uint8Array) => undefined | Promise<void>): void;
  /** Settles when the message has gone to the network, or the client is gone. */
  send(message: Uint8Array): Promise<void>;
  /** Aborted when the client is gone, and when the server ends. */
  readonly signal: AbortSignal;
}

/** What a request for an upgrade leads to. */
export interface Upgrade extends UpgradeTo {
  /** The same over SPDY, which clients of Kubernetes before 1.30 ask for, and many libraries still do. */
  readonly spdy: UpgradeTo;
}

interface UpgradeTo {
  /** Subprotocols, the best one first. */
  readonly protocols: readonly string[];
  /** Settles when everything is said; the connection is closed then. */
  serve(connection: MessageConnection): Promise<void>;
}

/** Answers the requests that are its own; undefined for one that is not. Rejects with a `StatusError` only. */
export type UpgradeHandler = (request: ApiRequest) => Promise<Upgrade | undefined>;
