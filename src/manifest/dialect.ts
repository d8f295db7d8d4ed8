import { type Scalar, visit } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import type { SourceFile, YamlSource } from './source.ts';

/** Plain words that YAML 1.1 takes for booleans; a cluster reads manifests so (sigs.k8s.io/yaml). */
const OLD_BOOLEAN = /^(yes|no|on|off)$/i;

/** Where a cluster would read the same text as something else. */
export function dialectWarnings(
  { document, lines }: YamlSource,
  { file }: SourceFile,
): readonly Diagnostic[] {
  const warnings: Diagnostic[] = [];
  visit(document, {
    Scalar: (_, scalar: Scalar) => {
      const isPlain = scalar.type === 'PLAIN' && typeof scalar.value === 'string';
      if (!isPlain || !OLD_BOOLEAN.test(scalar.value as string)) return;
      const { line, col } = lines.linePos(scalar.range?.[0] ?? 0);
      warnings.push({
        severity: 'warning',
        code: 'yaml-dialect',
        message: `a cluster reads the word ${scalar.value} as ${/^(yes|on)$/i.test(scalar.value as string)}`,
        hint: `in quotes it is text everywhere: "${scalar.value}"`,
        file,
        line,
        column: col,
      });
    },
  });
  return warnings;
}
