import { isMap, isSeq } from 'yaml';
import { isCompose } from './compose/documents.ts';
import { parseDocuments } from './documents.ts';
import type { SourceFile } from './source.ts';
import { parseText } from './yaml/parse.ts';

export type Stripped =
  | { readonly is: 'stripped'; readonly text: string; readonly secrets: readonly string[] }
  /** It names other files, which may hold secrets. */
  | { readonly is: 'compose' };

/** The text of manifests without their Secrets, and the names of these. A text without any stays as it is. */
export function withoutSecrets({ file, text }: Pick<SourceFile, 'file' | 'text'>): Stripped {
  if (parseDocuments({ file, text }).documents.some(({ value }) => isCompose(value)))
    return { is: 'compose' };
  const parsed = parseText(text);
  if ('beyond' in parsed) return { is: 'stripped', text, secrets: [] };
  const secrets: string[] = [];
  const isSecret = (node: unknown): boolean => {
    if (!isMap(node) || node.get('kind') !== 'Secret') return false;
    secrets.push(String(node.getIn(['metadata', 'name']) ?? ''));
    return true;
  };
  const kept = parsed.documents.filter(({ contents }) => !isSecret(contents));
  for (const { contents } of kept) {
    const items = isMap(contents) ? contents.get('items') : undefined;
    if (isSeq(items)) items.items = items.items.filter((item) => !isSecret(item));
  }
  if (secrets.length === 0) return { is: 'stripped', text, secrets };
  const texts = kept.map((document) => document.toString({ lineWidth: 0 }).replace(/^---\n/, ''));
  return { is: 'stripped', text: texts.join('---\n'), secrets };
}
