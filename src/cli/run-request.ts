import { type PublishedPort, parsePublished, podNameOf, type RunRequest } from '../manifest/run-pod.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** What `outrider run` says of the app container. */
export interface RunFlags {
  readonly name?: string;
  readonly publish: readonly string[];
  readonly env: readonly string[];
  readonly command: boolean;
  readonly restart: 'Always' | 'OnFailure' | 'Never';
}

/** @throws Failure for a name, a port or a variable that is none. */
export function toRunRequest(image: string, args: readonly string[], flags: RunFlags): RunRequest {
  return {
    name: checkedName(image, flags.name),
    image,
    args,
    isCommand: flags.command,
    ports: flags.publish.map(toPort),
    env: flags.env.map((text) => toVariable(text, process.env)),
    restartPolicy: flags.restart,
  };
}

function checkedName(image: string, given: string | undefined): string {
  const name = given ?? podNameOf(image);
  if (name !== undefined && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new Failure(
    exitCodes.usage,
    name === undefined ? `no pod name can be made of the image ${image}` : `"${name}" cannot be a pod name`,
    'Give one with --name: lower-case letters, digits and dashes, 63 at most.',
  );
}

function toPort(text: string): PublishedPort {
  const port = parsePublished(text);
  if (port !== undefined) return port;
  throw new Failure(
    exitCodes.usage,
    `--publish ${text} is no port`,
    'It is [IP:][HOST:]CONTAINER[/udp], such as 8080:80 or 127.0.0.1:8080:80; ports are 1 to 65535.',
  );
}

/** As in Docker: `NAME=value`, or `NAME` for the value that it has here. */
function toVariable(text: string, environment: NodeJS.ProcessEnv): RunRequest['env'][number] {
  const [, name, value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  const found = value ?? (name === undefined ? undefined : environment[name]);
  if (name !== undefined && found !== undefined) return { name, value: found };
  throw new Failure(
    exitCodes.usage,
    name === undefined ? `--env ${text} has no name` : `--env ${name}: there is no such variable here`,
    'It is NAME=value, or NAME for the value that it has here.',
  );
}
