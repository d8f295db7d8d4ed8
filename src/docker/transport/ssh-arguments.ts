import type { Address } from './host.ts';

export type SshAddress = Extract<Address, { kind: 'ssh' }>;

/** `-T`, because there is no terminal, and `--`, because a host is no option. */
function sshArguments(
  { destination, port }: SshAddress,
  options: readonly string[],
  command: string,
): readonly string[] {
  const at = port === undefined ? [] : ['-p', String(port)];
  return ['-T', '-o', 'ConnectTimeout=30', ...options, ...at, '--', destination, command];
}

/** One connection to the engine: what the docker CLI does for each of its own. */
export function dialArguments(address: SshAddress): readonly string[] {
  return sshArguments(address, [], 'docker system dial-stdio');
}

/** Where the engine listens on its machine, unless somebody has moved it. */
const remoteSocket = '/var/run/docker.sock';

/** What the other machine says once the socket is forwarded. */
export const readyWord = 'outrider-ready';

/**
 * A socket on this machine that leads to the engine's. The command at the other end waits for the end of its input, which comes
 * when this process is gone, however it goes. A dead network is noticed within a minute. A connection that the user
 * shares (ControlMaster) is left alone, because it would keep the forwarding for itself.
 */
export function forwardArguments(address: SshAddress, localSocket: string): readonly string[] {
  const options = [
    'ControlPath=none',
    'ExitOnForwardFailure=yes',
    'StreamLocalBindMask=0177',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
  ].flatMap((option) => ['-o', option]);
  return sshArguments(
    address,
    [...options, '-L', `${localSocket}:${remoteSocket}`],
    `echo ${readyWord}; exec cat >/dev/null`,
  );
}

/**
 * sshd drops connections at random when many log in at once (`MaxStartups 10:30:100`), before it has said a word of its own. Nothing
 * was asked of the engine then.
 */
export function wasRefused(said: string): boolean {
  return /kex_exchange_identification|ssh_exchange_identification|Connection (?:closed|reset) by .* port \d+|Session open refused/.test(
    said,
  );
}

/**
 * How ssh is started, for execa. In a session of its own, as the docker CLI does it, so that Ctrl-C in the terminal does not take the
 * connection away from the stop that it asks for. Nothing needs to clean up: ssh ends when its input does.
 */
export const ownSession = { reject: false, cleanup: false, detached: true } as const;

/** Waits before the further tries after a refusal, in milliseconds. */
export const refusalWaits = [200, 400, 800, 1_600, 3_200, 6_400] as const;
