import { isMapping } from '../documents.ts';
import { error, type Path, type Problem } from '../problem.ts';
import { dataKey } from '../schema/scalars.ts';
import type { DataSource } from '../sources.ts';
import { inDocument, type SourcesRule } from './rule.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** core/v1 ConfigMap and Secret: keys are file names, binary values are base64. */
export const dataIsSound: SourcesRule = ({ data }) =>
  data.flatMap((source) => checkData(source).map((problem) => inDocument(source.document, problem)));

function checkData({ document, kind }: DataSource): readonly Problem[] {
  const value = document.value as Readonly<Record<string, unknown>>;
  return ['data', 'binaryData', 'stringData'].flatMap((field) => {
    const map = value[field];
    if (!isMapping(map)) return [];
    const isEncoded = field === 'binaryData' || (field === 'data' && kind === 'Secret');
    return Object.entries(map).flatMap(([key, content]) => [
      ...checkKey(key, [field, key]),
      ...(isEncoded && typeof content === 'string' ? checkBase64(content, [field, key]) : []),
    ]);
  });
}

function checkKey(key: string, path: Path): readonly Problem[] {
  if (dataKey.test(key) && key.length <= 253 && key !== '.' && !key.startsWith('..')) return [];
  const message = 'needs letters, digits, dashes, dots and underscores in its key';
  return [error('invalid-name', path, message, { on: 'key' })];
}

function checkBase64(content: string, path: Path): readonly Problem[] {
  if (BASE64.test(content.replace(/\s/g, ''))) return [];
  return [error('invalid-value', path, 'is not base64', { hint: 'plain text goes into stringData' })];
}
