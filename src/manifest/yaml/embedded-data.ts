import { resolveAliases } from './aliases.ts';
import { dataOf } from './data.ts';
import { parseText } from './parse.ts';

/** Source: kubernetes `staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go`, TotalAnnotationSizeLimitB. */
const MOST_CHARACTERS = 256 * 1024;

/** The data of a text within a file that is YAML itself, or what is wrong with it, in words. Never throws. */
export function readEmbedded(text: string): { readonly value: unknown } | { readonly problem: string } {
  if (text.length > MOST_CHARACTERS)
    return { problem: `longer than ${MOST_CHARACTERS} characters, the limit of all annotations together` };
  const parsed = parseText(text);
  if ('beyond' in parsed) return { problem: parsed.beyond.message };
  const [document] = parsed.documents;
  if (document === undefined) return { value: null };
  const { targets, problems } = resolveAliases(document);
  const [broken] = [...document.errors, ...problems];
  if (broken) return { problem: broken.message };
  const data = dataOf(document.contents, targets, 'kubernetes');
  return data.problems[0] ? { problem: data.problems[0].message } : { value: data.value };
}
