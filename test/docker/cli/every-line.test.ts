import { afterAll, describe, expect, it } from '@jest/globals';
import { projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('every-line');
const lines = 4000;
const names = ['proxy', 'cache', 'app', 'queue', 'agent'];
const restarted = ['proxy', 'queue'];

/** Writes numbered lines as fast as it can; what is restarted writes the second half in its second life. */
function container(name: string): string {
  const half = lines / 2;
  const script = restarted.includes(name)
    ? `[ -f /state/${name} ] && exec seq ${half + 1} ${lines}; touch /state/${name}; seq ${half}; exit 1`
    : `seq ${lines}`;
  return `{name: ${name}, image: outrider/demo:0.1, command: [sh, -c, "${script}"], volumeMounts: [{name: state, mountPath: /state}]}`;
}

const pod = `
apiVersion: v1
kind: Pod
metadata: {name: talk}
spec:
  restartPolicy: OnFailure
  volumes: [{name: state, emptyDir: {}}]
  containers:
${names.map((name) => `    - ${container(name)}`).join('\n')}
`;

afterAll(async () => {
  await runOutrider(['-p', folder.project, 'down']);
  folder.remove();
});

describe('five containers of which two are restarted', () => {
  it('no line is lost, none comes twice, and each container’s come in order', async () => {
    const run = startOutrider(['-p', folder.project, 'up', folder.file(pod), '--output', 'json']);
    expect((await run.ended).exitCode).toBe(0);
    const told = new Map<string, string[]>(names.map((name) => [name, []]));
    const attempts = new Set<string>();
    for (const event of run.events()) {
      if (event.type !== 'Log') continue;
      told.get(event.container)?.push(event.line);
      attempts.add(`${event.container} ${event.attempt}`);
    }
    const numbers = Array.from({ length: lines }, (_, index) => String(index + 1));
    for (const name of names) expect(told.get(name)).toEqual(numbers);
    expect(attempts).toEqual(
      new Set([...names.map((name) => `${name} 0`), ...restarted.map((name) => `${name} 1`)]),
    );
  }, 120_000);
});
