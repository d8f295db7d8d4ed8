import { Document, isMap, isScalar, type Pair } from 'yaml';
import type { ExportedService } from './service.ts';

/** The file as text: its head and what each service loses as comments, and every dollar doubled, as Compose wants it. */
export function printCompose(
  file: Readonly<Record<string, unknown>>,
  head: readonly string[],
  services: readonly ExportedService[],
): string {
  const document = new Document(doubled(file), { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  document.commentBefore = comment(head);
  const lost = new Map(services.map((service) => [service.name, service.lost]));
  const all = document.get('services', true);
  for (const [index, { key }] of ((isMap(all) ? all.items : []) as readonly Pair[]).entries()) {
    if (!isScalar(key)) continue;
    key.spaceBefore = index > 0;
    const sentences = lost.get(String(key.value)) ?? [];
    if (sentences.length > 0) key.commentBefore = comment(sentences.map((one) => `Lost: ${one}`));
  }
  return document.toString({ lineWidth: 0, blockQuote: 'literal' });
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
}

/** A dollar begins a variable unless it is doubled; keys are not looked at. */
function doubled(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(doubled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, doubled(item)]));
}
