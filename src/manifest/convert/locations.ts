import type { SourceLocation } from '../../pod/model.ts';
import type { CaptureSource } from '../capture-source.ts';
import type { Path } from '../problem.ts';
import type { PodSource } from '../sources.ts';

/**
 * Where things stand, for messages that come after the file was read: `pod`, every field of the spec under its name,
 * `containers.<name>` and every field of it, `containers.<name>.ports.<index>.hostPort`, `containers.<name>.env.<variable>`, `volumes.<name>`, `provided.<name>`, `capture`
 * and `capture.<option>`. Init containers are under `containers` too: names are unique in a pod.
 */
export function podLocations(
  pod: PodSource,
  capture: CaptureSource | undefined,
  provided: Readonly<Record<string, Path>> = {},
): Readonly<Record<string, SourceLocation>> {
  const { document, podPath, spec } = pod;
  const locations: Record<string, SourceLocation> = {};
  const add = (key: string, path: Path, on: 'key' | 'value' = 'value') => {
    locations[key] = { file: document.file, ...document.place([...podPath, ...path], on) };
  };
  locations['pod'] = { file: document.file, ...document.place(['metadata', 'name']) };
  for (const field of Object.keys(spec)) add(field, ['spec', field], 'key');
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const path = ['spec', list, index];
      const name = `containers.${container.name}`;
      add(name, path);
      for (const field of Object.keys(container)) add(`${name}.${field}`, [...path, field], 'key');
      add(`${name}.image`, [...path, 'image']);
      for (const [variable, { name: key }] of (container.env ?? []).entries())
        add(`${name}.env.${key}`, [...path, 'env', variable]);
      for (const [port, { hostPort }] of (container.ports ?? []).entries())
        if (hostPort !== undefined)
          add(`${name}.ports.${port}.hostPort`, [...path, 'ports', port, 'hostPort']);
    }
  }
  for (const [index, { name, image }] of (spec.volumes ?? []).entries()) {
    add(`volumes.${name}`, ['spec', 'volumes', index]);
    if (image) add(`volumes.${name}.image`, ['spec', 'volumes', index, 'image', 'reference']);
  }
  for (const [name, path] of Object.entries(provided)) add(`provided.${name}`, path);
  if (capture) {
    add('capture', capture.path, 'key');
    for (const [option, path] of Object.entries(capture.paths)) add(`capture.${option}`, path);
  }
  return locations;
}
