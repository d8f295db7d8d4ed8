/** The environment of a program of this machine, which talks to the engine that `--host` means where it was given. */
export function programEnvironment(host: string | undefined): NodeJS.ProcessEnv {
  if (host === undefined) return process.env;
  const { DOCKER_CONTEXT: _, ...env } = process.env;
  return { ...env, DOCKER_HOST: host };
}
