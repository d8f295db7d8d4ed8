import { setMaxListeners } from 'node:events';
import type { MessageConnection } from '../../serve/upgrade.ts';
import { type Frame, goAwayReasons, resetReasons, SpdyError } from './frame.ts';
import { createFrameReader } from './parse-frames.ts';
import { createHeaderReader } from './read-headers.ts';
import { createStream, type OpenStream, type SpdyStream } from './stream.ts';
import { createSynReplies, goAwayFrame, pingFrame, rstStreamFrame } from './write-frames.ts';

/** The most streams of a client at once: 512 connections through one `kubectl port-forward`. */
const mostStreams = 1024;

export interface SpdySession {
  /** Aborted when the client has said goodbye, is gone, or has sent what is no SPDY. */
  readonly signal: AbortSignal;
  /** Settles when the goodbye has gone to the client. Streams that are still open are lost. */
  close(): Promise<void>;
}

/**
 * The server's side of SPDY/3.1 over a connection whose messages are cut anywhere. It opens no streams itself, and has no flow control,
 * as the only library of clients has none (moby/spdystream): a stream that nobody reads stops the reading of all of them.
 * @param onStream Gets each new stream, once the client knows that it is taken.
 */
export function openSession(
  connection: MessageConnection,
  onStream: (stream: SpdyStream) => void,
): SpdySession {
  const session = createState(connection);
  let turn = Promise.resolve();
  connection.onMessage((bytes) => {
    // A message may come while the one before is still being read.
    turn = turn.then(() => takeBytes(session, bytes, onStream));
    return turn;
  });
  connection.signal.addEventListener('abort', () => end(session), { once: true });
  return {
    signal: session.over.signal,
    async close() {
      if (session.over.signal.aborted) return;
      end(session);
      await connection.send(goAwayFrame(session.newest, goAwayReasons.ok));
    },
  };
}

type State = ReturnType<typeof createState>;

function createState(connection: MessageConnection) {
  const over = new AbortController();
  // Each stream may listen for the end.
  setMaxListeners(0, over.signal);
  return {
    ...{ connection, over },
    streams: new Map<number, OpenStream>(),
    headers: createHeaderReader(),
    frames: createFrameReader(),
    reply: createSynReplies(),
    /** The id of the client's newest stream. */
    newest: 0,
  };
}

function end({ over, streams, headers }: State): void {
  over.abort();
  headers.close();
  for (const stream of [...streams.values()]) stream.drop();
}

async function takeBytes(session: State, bytes: Uint8Array, onStream: (stream: SpdyStream) => void) {
  if (session.over.signal.aborted) return;
  try {
    for (const frame of session.frames(bytes)) {
      await takeFrame(session, frame, onStream);
      if (session.over.signal.aborted) return;
    }
  } catch (error) {
    if (session.over.signal.aborted) return;
    end(session);
    // A defect of ours ends the session as well: the streams behind it cannot be told apart any more.
    await session.connection.send(goAwayFrame(session.newest, goAwayReasons.protocolError));
    if (!(error instanceof SpdyError)) throw error;
  }
}

async function takeFrame(
  session: State,
  frame: Frame,
  onStream: (stream: SpdyStream) => void,
): Promise<void> {
  const { connection, streams, headers } = session;
  switch (frame.is) {
    case 'synStream':
      return openStream(session, frame, onStream);
    case 'headers':
      await headers.read(frame.headerBlock);
      return streams.get(frame.stream)?.take(Buffer.alloc(0), frame.fin);
    case 'data':
      // A stream that is over here may still have bytes on their way.
      return streams.get(frame.stream)?.take(frame.bytes, frame.fin);
    case 'rstStream':
      return streams.get(frame.stream)?.drop();
    case 'ping':
      return connection.send(pingFrame(frame.id));
    case 'goAway':
      return end(session);
    case 'ignored':
      return undefined;
  }
}

async function openStream(
  session: State,
  { stream: id, headerBlock, fin }: Extract<Frame, { is: 'synStream' }>,
  onStream: (stream: SpdyStream) => void,
): Promise<void> {
  const { connection, streams } = session;
  const headers = await session.headers.read(headerBlock);
  if (id % 2 === 0 || id <= session.newest) throw new SpdyError(`stream ${id} is not new`);
  session.newest = id;
  if (streams.size >= mostStreams) return connection.send(rstStreamFrame(id, resetReasons.refusedStream));
  const stream = createStream(id, headers, (frame) => connection.send(frame));
  streams.set(id, stream);
  stream.duplex.once('close', () => streams.delete(id));
  await connection.send(session.reply(id));
  if (fin) stream.duplex.push(null);
  onStream(stream);
}
