import { Duplex } from 'node:stream';
import { EngineError } from '../../supervisor/ports.ts';
import { dialArguments, ownSession, refusalWaits, type SshAddress, wasRefused } from './ssh-arguments.ts';

/** With what a socket has and a process' pipes have not. */
export type SshStream = Duplex & { readonly ref: () => void; readonly unref: () => void };

/** One ssh that is under way, as far as it is used here. */
interface Ssh {
  readonly duplex: Duplex;
  /** What ssh has said when it is over; it never rejects. */
  readonly ended: Promise<string>;
  readonly hold: (isHeld: boolean) => void;
}

/**
 * A connection of its own to the engine: `docker system dial-stdio` at the other end, over the user's own ssh. A server that refuses
 * it because many log in at once is asked again, with the bytes that nobody has read yet.
 */
export async function dial(address: SshAddress): Promise<SshStream> {
  const start = await starter(address);
  let ssh = start();
  let isHeld = true;
  let unread: Buffer[] | undefined = [];
  let retry: NodeJS.Timeout | undefined;

  const stream = new Duplex({
    read: () => void ssh.duplex.resume(),
    write: (chunk: Buffer, _, done) => {
      unread?.push(chunk);
      // A refused one takes nothing any more; what it got comes to the next one as well.
      ssh.duplex.write(chunk, () => done());
    },
    final: (done) => {
      ssh.duplex.end();
      done();
    },
    destroy: (error, done) => {
      clearTimeout(retry);
      ssh.duplex.destroy();
      done(error);
    },
  });

  const use = (tries: number): void => {
    const current = ssh;
    current.duplex.on('error', () => {});
    current.duplex.on('data', (chunk: Buffer) => {
      unread = undefined;
      if (!stream.push(chunk)) current.duplex.pause();
    });
    current.duplex.on('end', () => {
      if (unread === undefined) stream.push(null);
    });
    void current.ended.then((said) => {
      const wait = refusalWaits[tries];
      if (unread === undefined || wait === undefined || !wasRefused(said))
        return void stream.destroy(new EngineError('no-engine', `ssh ${address.destination}: ${said}`));
      retry = setTimeout(() => {
        ssh = start();
        ssh.hold(isHeld);
        use(tries + 1);
        for (const chunk of unread ?? []) ssh.duplex.write(chunk);
      }, wait);
    });
  };
  use(0);
  const hold = (held: boolean) => (): void => {
    isHeld = held;
    ssh.hold(held);
  };
  return Object.assign(stream, { ref: hold(true), unref: hold(false) });
}

async function starter(address: SshAddress): Promise<() => Ssh> {
  const { execa } = await import('execa');
  return () => {
    const ssh = execa('ssh', dialArguments(address), {
      ...ownSession,
      buffer: { stdout: false, stderr: true },
    });
    const handles = [ssh, ssh.stdin, ssh.stdout, ssh.stderr] as unknown as readonly SshStream[];
    return {
      duplex: ssh.duplex(),
      ended: ssh.then(({ stderr, shortMessage }) => stderr.trim() || shortMessage || 'the connection closed'),
      hold: (isHeld) => {
        for (const handle of handles) isHeld ? handle.ref() : handle.unref();
      },
    };
  };
}
