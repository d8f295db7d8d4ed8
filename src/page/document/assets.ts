import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageParts } from './document.ts';

/** The bundled application: it stands beside the program. @throws when the program is not built */
export async function pageAssets(): Promise<Pick<PageParts, 'script' | 'style'>> {
  const read = (name: string): Promise<string> => readFile(join(import.meta.dirname, name), 'utf8');
  const [script, style] = await Promise.all([read('page.js'), read('page-style.css')]);
  return { script, style };
}
