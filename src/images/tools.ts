import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ImageDefinition } from './definition.ts';

/** Programs, or absolute paths of files, to the Debian packages that have them. */
export type Tools = Readonly<Record<string, string>>;

/** What this machine must have to put an image together without a registry. */
export function toolsOf({ wheels, build }: ImageDefinition): Tools {
  return { mmdebstrap: 'mmdebstrap', ...(wheels && { pip3: 'python3-pip' }), ...build?.tools };
}

/** Which of them this machine lacks, as a sentence that says what to do; `undefined` if it has them all. */
export function whyNoTools(tools: Tools, path = process.env['PATH'] ?? ''): string | undefined {
  const isThere = (tool: string) =>
    tool.startsWith('/')
      ? existsSync(tool)
      : path.split(delimiter).some((folder) => existsSync(join(folder, tool)));
  const missing = Object.keys(tools).filter((tool) => !isThere(tool));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((tool) => tools[tool]))].join(' ');
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed (apt-get install ${packages})`;
}
