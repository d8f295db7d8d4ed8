import { type Started, startOutrider } from './run-outrider.ts';

/** The two pods of the demo, running and talking to each other. */
export async function startDemo(project: string): Promise<Started> {
  const run = startOutrider(['-p', project, 'up', 'examples/demo/pods.yaml', '--output', 'json']);
  await run.seen('PodReady', undefined, 2);
  await run.seen('Log', 'app', 6);
  return run;
}
