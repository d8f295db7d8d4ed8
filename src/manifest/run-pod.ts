import { stringify } from 'yaml';

/** A port of the app, as `docker run --publish` has it. */
export interface PublishedPort {
  readonly containerPort: number;
  /** 0 lets the engine choose. */
  readonly hostPort: number;
  readonly hostIP?: string;
  readonly protocol?: 'UDP';
}

/** A pod with one app container, as a command line describes it. */
export interface RunRequest {
  /** The pod's name, a DNS label; other pods of the project reach it by this name. */
  readonly name: string;
  readonly image: string;
  /** In the place of the image's `CMD`; empty leaves it. */
  readonly args: readonly string[];
  /** `args` take the place of the image's entry point as well. */
  readonly isCommand: boolean;
  readonly ports: readonly PublishedPort[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
}

/** The manifest that one would have written for it. The app container is called `app`, whatever the image. */
export function runManifest(run: RunRequest): string {
  const { name, image, args, isCommand, ports, env, restartPolicy } = run;
  const app = {
    name: 'app',
    image,
    ...(args.length > 0 && { [isCommand ? 'command' : 'args']: args.map(literally) }),
    ...(ports.length > 0 && { ports }),
    ...(env.length > 0 && { env: env.map((one) => ({ ...one, value: literally(one.value) })) }),
  };
  const metadata = { name, labels: { app: name } };
  const spec = { restartPolicy, containers: [app] };
  return stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec }, { lineWidth: 0, compat: 'yaml-1.1' });
}

/** A shell has had its say already: `$(NAME)` is not expanded once more, as Kubernetes would. */
function literally(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}

/** `registry.example/team/My_App:1.2` → `my-app`; `undefined` when no letter or digit is left of it. */
export function podNameOf(image: string): string | undefined {
  const [last = ''] = image.split('/').at(-1)!.split(/[:@]/);
  const name = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return name === '' ? undefined : name;
}

const published =
  /^(?:(?:(?<ip>[\d.]+|\[[\da-f:.]+\]):)?(?<host>\d*):)?(?<inside>\d+)(?:\/(?<protocol>tcp|udp))?$/i;

/** `[IP:][HOST:]CONTAINER[/tcp|/udp]` as Docker has it; without a host port the engine chooses one. `undefined` if it is none. */
export function parsePublished(text: string): PublishedPort | undefined {
  const groups = published.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const containerPort = Number(groups['inside']);
  const hostPort = Number(groups['host'] ?? 0);
  if (containerPort < 1 || containerPort > 65_535 || hostPort > 65_535) return undefined;
  const hostIP = groups['ip']?.replace(/[[\]]/g, '');
  return {
    containerPort,
    hostPort,
    ...(hostIP !== undefined && { hostIP }),
    ...(groups['protocol']?.toLowerCase() === 'udp' && { protocol: 'UDP' as const }),
  };
}
