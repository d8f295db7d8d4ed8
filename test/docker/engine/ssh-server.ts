import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface SshServer {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** How often somebody has logged in. */
  readonly logins: () => number;
  readonly close: () => Promise<void>;
}

const sshd = '/usr/sbin/sshd';

/** Why there can be no server here; undefined when there can. */
export function whyNoSshServer(): string | undefined {
  if (!existsSync(sshd)) return `there is no ${sshd} (Debian's package openssh-server)`;
  return process.getuid?.() === 0 ? undefined : 'sshd lets root in only when it is started by root';
}

/** A real sshd on loopback with keys of its own and the usual limits of logins; `ssh` finds it through a program in `PATH`. */
export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-sshd-'));
  const at = (name: string): string => join(folder, name);
  const port = await freePort();
  mkdirSync('/run/sshd', { recursive: true });
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  execFileSync('cp', [at('user.pub'), at('authorized')]);
  writeFileSync(
    at('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${at('host')}
PidFile none
AuthorizedKeysFile ${at('authorized')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
MaxStartups 10:30:100
LogLevel INFO
`,
  );
  writeFileSync(
    at('ssh_config'),
    `Host *
IdentityFile ${at('user')}
IdentitiesOnly yes
StrictHostKeyChecking no
UserKnownHostsFile ${at('known')}
LogLevel ERROR
`,
  );
  mkdirSync(at('bin'));
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${at('ssh_config')} "$@"\n`);
  chmodSync(at('bin/ssh'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${at('bin')}${delimiter}${before}`;
  const server = spawn(sshd, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (chunk) => {
    log += chunk;
  });
  while (!log.includes('Server listening')) await once(server.stderr, 'data');
  return {
    host: `ssh://root@127.0.0.1:${port}`,
    logins: () => log.split('Accepted publickey').length - 1,
    close: async () => {
      process.env['PATH'] = before;
      server.kill();
      await once(server, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
