import { allContainers } from './containers.ts';
import type { ImageBuild } from './image-build.ts';
import type { Container, Pod, SourceLocation } from './model.ts';

/** An image that containers of the pods are made from, and how it is built. */
export interface BuiltImage {
  readonly image: string;
  readonly build: ImageBuild;
  readonly platform?: string | undefined;
  /** Where it stands in the file. */
  readonly at?: SourceLocation | undefined;
}

/** Every image that is built for the pods, once. */
export function builtImages(pods: readonly Pod[]): readonly BuiltImage[] {
  const found = new Map<string, BuiltImage>();
  for (const pod of pods)
    for (const { name, image, engine } of allContainers(pod))
      if (engine?.build && !found.has(image))
        found.set(image, {
          image,
          build: engine.build,
          platform: engine.platform,
          at: pod.locations[`containers.${name}.image`],
        });
  return withContextsFirst(found);
}

/** An image that another one is built from comes before it. */
function withContextsFirst(images: ReadonlyMap<string, BuiltImage>): readonly BuiltImage[] {
  const ordered = new Set<BuiltImage>();
  const visit = (one: BuiltImage, way: readonly BuiltImage[]): void => {
    if (way.includes(one)) return;
    for (const context of Object.values(one.build.additionalContexts ?? {})) {
      const other = images.get(context.replace(/^docker-image:\/\//, ''));
      if (other) visit(other, [...way, one]);
    }
    ordered.add(one);
  };
  for (const one of images.values()) visit(one, []);
  return [...ordered];
}

/** The images that are built now: those that are asked for, that say so themselves, and that are missing. */
export function imagesToBuild(
  images: readonly BuiltImage[],
  isAsked: boolean,
  isThere: (image: string) => boolean,
): readonly BuiltImage[] {
  return images.filter(({ image, build }) => isAsked || build.always || !isThere(image));
}

/** The pod with the ids of its built images, so that a container gives way when its image was built anew. */
export function withBuiltImages(pod: Pod, idOf: (image: string) => string | undefined): Pod {
  const complete = (container: Container): Container => {
    const imageId = idOf(container.image);
    if (!container.engine?.build || imageId === undefined) return container;
    return { ...container, engine: { ...container.engine, imageId } };
  };
  if (!allContainers(pod).some(({ engine }) => engine?.build)) return pod;
  return {
    ...pod,
    initContainers: pod.initContainers.map(complete),
    containers: pod.containers.map(complete),
  };
}
