import type { Finding, Rule } from './finding.ts';

/** The findings as SARIF 2.1.0 (OASIS), which code hosts and editors show at their lines. */
export function toSarif(findings: readonly Finding[], rules: readonly Rule[], version: string): object {
  const codes = [...new Set([...rules.map(({ code }) => code), ...findings.map(({ code }) => code)])];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Outrider', version, rules: codes.map((code) => describe(code, rules)) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, codes)),
      },
    ],
  };
}

function describe(code: string, rules: readonly Rule[]): object {
  const rule = rules.find((one) => one.code === code);
  return {
    id: code,
    shortDescription: { text: rule?.title ?? 'A comment that switches rules off has a mistake' },
    defaultConfiguration: { level: rule?.level ?? 'warning' },
  };
}

function toResult({ code, level, message, cure, location }: Finding, codes: readonly string[]): object {
  const region = location && { startLine: location.line, startColumn: location.column };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: `${message}. ${cure}` },
    locations: location
      ? [{ physicalLocation: { artifactLocation: { uri: encodeURI(location.file) }, region } }]
      : [],
  };
}
