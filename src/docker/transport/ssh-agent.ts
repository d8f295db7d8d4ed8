import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { Address } from './host.ts';

type SshAddress = Extract<Address, { kind: 'ssh' }>;

/**
 * Connections to an engine on another machine: `docker system dial-stdio` there, over the user's own ssh with its
 * configuration, keys and known hosts, exactly as the docker CLI does it. Each is kept for the next request.
 */
export function createSshAgent(address: SshAddress): http.Agent {
  return new SshAgent(address);
}

/** The arguments of one connection; `-T`, because there is no terminal, and `--`, because a host is no option. */
export function sshArguments({ destination, port }: SshAddress): readonly string[] {
  const at = port === undefined ? [] : ['-p', String(port)];
  return ['-T', '-o', 'ConnectTimeout=30', ...at, '--', destination, 'docker system dial-stdio'];
}

/** A class because Node's agents are extended, not configured. */
class SshAgent extends http.Agent {
  readonly #address: SshAddress;

  constructor(address: SshAddress) {
    super({ keepAlive: true });
    this.#address = address;
  }

  /** Loads execa only where it is needed. */
  override createConnection(
    _options: http.ClientRequestArgs,
    connected?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    dial(this.#address).then(
      (stream) => connected?.(null, stream),
      (error: Error) => connected?.(error, undefined as unknown as Duplex),
    );
  }

  /** A connection that waits for the next request must not keep our own process alive. */
  override keepSocketAlive(stream: Duplex): boolean {
    (stream as SshStream).unref();
    return true;
  }

  override reuseSocket(stream: Duplex): void {
    (stream as SshStream).ref();
  }
}

/** With what a socket has and a process' pipes have not. */
type SshStream = Duplex & { readonly ref: () => void; readonly unref: () => void };

async function dial(address: SshAddress): Promise<SshStream> {
  const { execa } = await import('execa');
  const ssh = execa('ssh', sshArguments(address), { reject: false, buffer: { stdout: false, stderr: true } });
  const stream = ssh.duplex();
  ssh.then(({ stderr, shortMessage }) => {
    stream.destroy(
      new Error(`ssh ${address.destination}: ${stderr || shortMessage || 'the connection closed'}`),
    );
  });
  const handles = [ssh, ssh.stdin, ssh.stdout, ssh.stderr] as unknown as readonly Pick<
    SshStream,
    'ref' | 'unref'
  >[];
  return Object.assign(stream, {
    ref: () => {
      for (const handle of handles) handle.ref();
    },
    unref: () => {
      for (const handle of handles) handle.unref();
    },
  });
}
