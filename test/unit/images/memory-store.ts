import type { Readable } from 'node:stream';
import { hashLabel, type ImageStore } from '../../../src/images/store.ts';

/** An image store in memory that notes what it was asked to do. */
export interface MemoryStore extends ImageStore {
  /** Reference to the hash in its label. */
  readonly images: Map<string, string>;
  readonly calls: string[];
  /** What the builds were made from: tar archives. */
  readonly contexts: Buffer[];
}

export interface MemoryStoreOptions {
  /** What a pull does; without it the registry is out of reach. */
  readonly pull?: (reference: string, signal: AbortSignal) => Promise<void>;
}

export function memoryStore({ pull = outOfReach }: MemoryStoreOptions = {}): MemoryStore {
  const images = new Map<string, string>();
  const calls: string[] = [];
  const contexts: Buffer[] = [];
  return {
    images,
    calls,
    contexts,
    hashOf: async (reference) => images.get(reference),
    async pull(reference, _onProgress, signal) {
      calls.push(`pull ${reference}`);
      await pull(reference, signal);
      images.set(reference, '');
    },
    async load(archive) {
      calls.push(`load ${(await readAll(archive)).length > 0}`);
    },
    async build(context, { reference, labels, buildArgs }) {
      contexts.push(await readAll(context));
      calls.push(`build ${reference} from ${buildArgs['BASE']}`);
      images.set(reference, labels[hashLabel] ?? '');
    },
    async tag(reference, alias) {
      calls.push(`tag ${reference} ${alias}`);
      images.set(alias, images.get(reference) ?? '');
    },
  };
}

async function outOfReach(): Promise<void> {
  throw new Error('the registry is out of reach');
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
