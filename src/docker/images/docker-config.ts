import { type Credentials, registryOf } from './credentials.ts';

/** Names of the registries for which the docker command has credentials, as its `config.json` has them. */
export function knownRegistries(config: string | undefined): readonly string[] {
  if (config === undefined) return [];
  try {
    const { auths = {}, credHelpers = {} } = JSON.parse(config) as Readonly<
      Record<string, object | undefined>
    >;
    return [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)])];
  } catch {
    return [];
  }
}

/**
 * A `config.json` that has all credentials itself, also those of helpers, which a container does not have.
 * @param registries as `knownRegistries` has them.
 */
export async function configWithCredentials(
  registries: readonly string[],
  credentials: Credentials,
  signal: AbortSignal,
): Promise<string> {
  const auths: Record<string, object> = {};
  for (const registry of registries) {
    const { auth } = await credentials(anImageOf(registry), signal);
    if (!auth) continue;
    auths[registry] =
      'identitytoken' in auth
        ? { identitytoken: auth.identitytoken }
        : { auth: Buffer.from(`${auth.username}:${auth.password}`).toString('base64') };
  }
  return JSON.stringify({ auths });
}

/** The name of some image in a registry; that of Docker Hub is an address. */
function anImageOf(registry: string): string {
  const host = registry.replace(/^https?:\/\//, '').split('/')[0]!;
  const image = `${host}/a/b`;
  return registryOf(image) === host ? image : 'a/b';
}
