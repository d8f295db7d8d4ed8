import { Buffer } from 'node:buffer';
import type { Container, Pod } from '../pod/model.ts';

/** Everything that a container is told when it starts, as text: command, arguments and literal variables. */
export function toldTo({ command = [], args = [], env }: Container): readonly string[] {
  return [...command, ...args, ...env.flatMap((one) => ('value' in one ? [one.value] : []))];
}

/** The files of ConfigMaps and Secrets that a container mounts, decoded; other volumes are not known before the pod runs. */
export function filesOf(pod: Pod, { volumeMounts }: Container): readonly string[] {
  const mounted = new Set(volumeMounts.map(({ name }) => name));
  return pod.volumes.flatMap((volume) =>
    volume.type === 'files' && mounted.has(volume.name)
      ? volume.files.map(({ content }) => Buffer.from(content, 'base64').toString('utf8'))
      : [],
  );
}

/** The URLs in a text that lead to a port of the pod itself. */
export function localCalls(text: string): readonly { readonly port: number; readonly path: string }[] {
  const urls = text.matchAll(/https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\]):(\d+)(\/[^\s"'?#,;]*)?/g);
  return [...urls].map(([, port, path = '/']) => ({ port: Number(port), path }));
}

export function declaresPort({ ports }: Container, port: number): boolean {
  return ports.some(({ containerPort }) => containerPort === port);
}

/** `sleep 20`, alone or at the end of a shell's script: its seconds. */
export function sleepSeconds(command: readonly string[]): number | undefined {
  const [, seconds] = /(?:^|[\s;&/])sleep\s+(\d+(?:\.\d+)?)s?\s*(?:$|[;&])/.exec(command.join(' ')) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
