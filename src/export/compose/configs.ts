import { Buffer } from 'node:buffer';
import type { VolumeFile } from '../../pod/model.ts';

/** The `configs` of the file: contents that services get as files. The same content is there once. */
export interface ExportConfigs {
  /** The name of a content in base64, which must be text. */
  readonly add: (wanted: string, content: string) => string;
  readonly all: () => Readonly<Record<string, unknown>>;
}

export function createConfigs(): ExportConfigs {
  const names = new Map<string, string>();
  const texts = new Map<string, string>();
  return {
    add(wanted, content) {
      const known = names.get(content);
      if (known !== undefined) return known;
      const base = wanted.replace(/[^a-zA-Z0-9._-]/g, '-');
      let name = base;
      for (let number = 2; texts.has(name); number++) name = `${base}-${number}`;
      names.set(content, name);
      texts.set(name, Buffer.from(content, 'base64').toString('utf8'));
      return name;
    },
    all: () => Object.fromEntries([...texts].map(([name, content]) => [name, { content }])),
  };
}

/** Four octal digits, as Compose reads a mode. */
export function modeOf({ mode }: Pick<VolumeFile, 'mode'>): string {
  return mode.toString(8).padStart(4, '0');
}
