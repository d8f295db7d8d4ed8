import { formatDiagnostic } from '../../../src/manifest/diagnostic.ts';
import { type ReadOptions, readManifests } from '../../../src/manifest/read.ts';
import type { Container, Pod } from '../../../src/pod/model.ts';

/** What reading says of one file named `f`, a line a problem, hints left out. */
export function problemsOf(text: string): readonly string[] {
  return readManifests([{ file: 'f', text }]).diagnostics.map(
    (diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!,
  );
}

/** As `problemsOf`, with the hints. */
export function fullProblemsOf(text: string): string {
  return readManifests([{ file: 'f', text }])
    .diagnostics.map(formatDiagnostic)
    .join('\n');
}

/** @throws when the text has an error in it. */
export function podsOf(text: string, options: ReadOptions = {}): readonly Pod[] {
  const { pods, diagnostics } = readManifests([{ file: 'f', text }], options);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return pods;
}

export function podOf(text: string, options: ReadOptions = {}): Pod {
  return podsOf(text, options)[0]!;
}

/** A pod with one app container `app`; `spec` and `app` are YAML, already indented by two and by six. */
export function pod({
  spec = '',
  app = '',
  meta = '',
}: {
  spec?: string;
  app?: string;
  meta?: string;
} = {}): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: p
${meta}spec:
${spec}  containers:
    - name: app
      image: app:1
${app}`;
}

export function appOf(text: string, options: ReadOptions = {}): Container {
  return podOf(text, options).containers[0]!;
}

/** Takes the indentation of the first line off all of them. */
export function lines(text: string): string {
  const body = text.replace(/^\n/, '').replace(/\n *$/, '\n');
  const indent = /^ */.exec(body)![0].length;
  return body
    .split('\n')
    .map((line) => line.slice(Math.min(indent, /^ */.exec(line)![0].length)))
    .join('\n');
}
