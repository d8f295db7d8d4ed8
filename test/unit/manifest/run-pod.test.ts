import { describe, expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';
import { parsePublished, podNameOf, type RunRequest, runManifest } from '../../../src/manifest/run-pod.ts';

const plain: RunRequest = {
  name: 'web',
  image: 'example/web:1',
  args: [],
  isCommand: false,
  ports: [],
  env: [],
  restartPolicy: 'Never',
};

function podOf(more: Partial<RunRequest> = {}) {
  const { pods, diagnostics } = readManifests([{ file: '<run>', text: runManifest({ ...plain, ...more }) }]);
  expect(diagnostics).toEqual([]);
  return pods[0]!;
}

describe('a pod from a command line', () => {
  it('has one app container that leaves the image’s own command', () => {
    const pod = podOf();
    expect([pod.name, pod.restartPolicy, pod.labels]).toEqual(['web', 'Never', { app: 'web' }]);
    expect(pod.containers).toEqual([expect.objectContaining({ name: 'app', image: 'example/web:1' })]);
    expect(runManifest(plain)).not.toMatch(/args|command|ports|env/);
  });

  it('passes words on in the place of the arguments, or of the entry point too', () => {
    expect(podOf({ args: ['a', '-b'] }).containers[0]).toMatchObject({ args: ['a', '-b'] });
    expect(podOf({ args: ['sh'], isCommand: true }).containers[0]).toMatchObject({ command: ['sh'] });
  });

  it('passes dollar signs on as they are', () => {
    const words = ['$$', '$(A)', '$$(A)', '$A', 'a$'];
    const pod = podOf({ args: words, env: [{ name: 'A', value: '$(HOME) $$' }] });
    expect(pod.containers[0]).toMatchObject({ args: words, env: [{ name: 'A', value: '$(HOME) $$' }] });
  });
});

describe('--publish', () => {
  const cases: readonly (readonly [text: string, port: ReturnType<typeof parsePublished>])[] = [
    ['8080:80', { containerPort: 80, hostPort: 8080 }],
    ['80', { containerPort: 80, hostPort: 0 }],
    [':80', { containerPort: 80, hostPort: 0 }],
    ['5353:53/udp', { containerPort: 53, hostPort: 5353, protocol: 'UDP' }],
    ['8080:80/tcp', { containerPort: 80, hostPort: 8080 }],
    ['127.0.0.1:8080:80', { containerPort: 80, hostPort: 8080, hostIP: '127.0.0.1' }],
    ['127.0.0.1::80', { containerPort: 80, hostPort: 0, hostIP: '127.0.0.1' }],
    ['[::1]:8080:80', { containerPort: 80, hostPort: 8080, hostIP: '::1' }],
  ];
  it.each(cases)('%s', (text, port) => expect(parsePublished(text)).toEqual(port));
  it.each(['', 'x', '0', '80:0', '99999:80', '80:99999', '80/sctp', 'a:1:2'])('%s is none', (text) =>
    expect(parsePublished(text)).toBeUndefined(),
  );
});

it.each([
  ['nginx', 'nginx'],
  ['registry.example:5000/team/My_App:1.2', 'my-app'],
  ['a/b@sha256:0123', 'b'],
  [`x/${'a'.repeat(62)}__b`, 'a'.repeat(62)],
  ['__', undefined],
])('the image %s names the pod %s', (image, name) => expect(podNameOf(image)).toBe(name));
