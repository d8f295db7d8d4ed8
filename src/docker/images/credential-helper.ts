import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { execa } from 'execa';
import { type Credentials, type FoundAuth, findCredentials } from './credentials.ts';

/** A helper may unlock a keychain, and somebody may have to type for that. */
const helperMs = 60_000;

/**
 * The credentials of the user who runs this process.
 * @param home Where `.docker` is; a user without a home has `/`, as in a container.
 */
export function ownCredentials(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): Credentials {
  return findCredentials({ env, home: home ?? '/', read: readText, ask: askHelper });
}

/** The text of the docker command's `config.json`; undefined when there is none. */
export function dockerConfigText(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): string | undefined {
  return readText(posix.join(env['DOCKER_CONFIG'] || posix.join(home ?? '/', '.docker'), 'config.json'));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Asks a credential helper (docker-credential-helpers, `get`): the server on its stdin, JSON on its stdout. The user
 * `<token>` means that the secret is an identity token.
 */
export async function askHelper(program: string, server: string, signal: AbortSignal): Promise<FoundAuth> {
  const options = { input: server, timeout: helperMs, cancelSignal: signal, reject: false } as const;
  const result = await execa(program, ['get'], options);
  const said = `${result.stdout || ''}`.trim();
  if (/credentials not found/i.test(said)) return {};
  if (result.failed) return { problem: `${program} failed: ${said || result.shortMessage}` };
  try {
    const { Username, Secret } = JSON.parse(said) as Record<string, string>;
    if (!Username || !Secret) return {};
    return Username === '<token>'
      ? { auth: { identitytoken: Secret, serveraddress: server } }
      : { auth: { username: Username, password: Secret, serveraddress: server } };
  } catch {
    return { problem: `${program} did not answer in JSON` };
  }
}
