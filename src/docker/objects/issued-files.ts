import type { IssuedContent } from '../../pod/issued.ts';
import type { Pod, Volume, VolumeFile } from '../../pod/model.ts';

/** Makes the contents of files that are issued: tokens, and the CA's certificate. */
export interface FileIssuer {
  /** The one that is good still, or a new one. */
  content(issued: IssuedContent, pod: Pod): Promise<string>;
  /** Whether the next `content` is another one. */
  isDue(issued: IssuedContent, pod: Pod): boolean;
}

/** The pod with the contents of its issued files; without an issuer they stay what the manifest gave them. */
export async function withIssued(pod: Pod, issuer: FileIssuer | undefined): Promise<Pod> {
  if (!issuer || issuedFiles(pod).length === 0) return pod;
  const fill = async (file: VolumeFile): Promise<VolumeFile> => {
    if (!file.issued) return file;
    const content = await issuer.content(file.issued, pod);
    return { ...file, content: Buffer.from(content).toString('base64') };
  };
  const volumes = pod.volumes.map(async (volume): Promise<Volume> => {
    if (volume.type !== 'files') return volume;
    return { ...volume, files: await Promise.all(volume.files.map(fill)) };
  });
  return { ...pod, volumes: await Promise.all(volumes) };
}

/** What is issued for the files of a pod. */
export function issuedFiles({ volumes }: Pod): readonly IssuedContent[] {
  return volumes
    .flatMap((volume) => (volume.type === 'files' ? volume.files : []))
    .flatMap(({ issued }) => (issued ? [issued] : []));
}
