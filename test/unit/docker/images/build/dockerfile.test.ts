import { describe, expect, it } from '@jest/globals';
import { baseImages, instructionsOf } from '../../../../../src/docker/images/build/dockerfile.ts';
import { createBuildOutput } from '../../../../../src/docker/images/build/failed-step.ts';

const text = `# a comment
ARG VERSION=1

FROM --platform=linux/amd64 base:1 AS first
RUN one \\
    # in between
    && two
FROM first
FROM registry.test:5000/other@sha256:00
FROM base:1
FROM $VERSION
FROM scratch
COPY --from=first /a /b`;

describe('a Dockerfile', () => {
  it('has its instructions at the lines that they begin at', () => {
    expect(instructionsOf(text).slice(0, 4)).toEqual([
      { line: 2, text: 'ARG VERSION=1' },
      { line: 4, text: 'FROM --platform=linux/amd64 base:1 AS first' },
      { line: 5, text: 'RUN one && two' },
      { line: 8, text: 'FROM first' },
    ]);
  });

  it('may have another sign for a line that goes on', () => {
    expect(instructionsOf('# escape=`\nRUN a `\n b \\\nRUN c')).toEqual([
      { line: 2, text: 'RUN a b \\' },
      { line: 4, text: 'RUN c' },
    ]);
  });

  it('begins with images that are no stages of its own, and that it names', () => {
    expect(baseImages(text)).toEqual(['base:1', 'registry.test:5000/other@sha256:00']);
  });
});

describe('a build that fails', () => {
  it('is told with its step, the line of the Dockerfile and what the step said last', () => {
    const output = createBuildOutput();
    for (const line of [
      'Step 1/9 : ARG VERSION=1',
      ' ---> 0',
      'Step 3/9 : RUN one     && two',
      'said',
      ' ---> 1',
    ])
      output.onLine(line);
    expect(output.failure('it returned 1', { shown: 'app/Dockerfile', text })).toBe(
      'app/Dockerfile:5: step 3, RUN one     && two: it returned 1\n  | said',
    );
  });

  it('before its first step is told with the Dockerfile alone', () => {
    expect(createBuildOutput().failure('unknown instruction', { shown: 'Dockerfile', text })).toBe(
      'Dockerfile: unknown instruction',
    );
  });
});
