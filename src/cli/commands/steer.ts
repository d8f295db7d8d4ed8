import type { SteeringReport } from '../../control/protocol.ts';
import { dependentsOf } from '../../pod/dependency.ts';
import { exitCodes } from '../exit-codes.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { findSupervised, resolveTarget, type Target } from '../find/find-supervised.ts';

interface SteerOptions extends PodChoice {
  readonly host?: string;
  readonly signal?: string;
  readonly gracePeriod?: number;
}

/** `outrider restart|stop|kill TARGET…`: asks the supervisors; what follows is theirs to decide. */
export async function steer(
  verb: 'restart' | 'stop' | 'kill',
  targets: readonly string[],
  options: SteerOptions,
): Promise<number> {
  const found = await findSupervised([], options);
  try {
    const resolved = targets.map((text) => resolveTarget(found, text));
    const whole = resolved.flatMap(({ supervised, container }) =>
      container === undefined ? [supervised.state.pod] : [],
    );
    for (const target of resolved) {
      const { control, pod } = target.supervised;
      const report = reportOf(verb, target, options);
      const after = dependentsOf(pod, whole);
      await control.ask({
        type: 'post',
        pod,
        report: report.type === 'stopPod' ? { ...report, after } : report,
      });
      const what =
        target.container === undefined
          ? target.supervised.pod
          : `${target.supervised.pod}/${target.container}`;
      process.stderr.write(`${what}: ${verb} requested\n`);
    }
    return exitCodes.ok;
  } finally {
    found.close();
  }
}

function reportOf(
  verb: 'restart' | 'stop' | 'kill',
  { container }: Target,
  options: SteerOptions,
): SteeringReport {
  const grace = options.gracePeriod === undefined ? {} : { graceSeconds: options.gracePeriod };
  switch (verb) {
    case 'restart':
      return container === undefined ? { type: 'restartPod' } : { type: 'restartContainer', container };
    case 'stop':
      return container === undefined
        ? { type: 'stopPod', reason: 'outrider stop', ...grace }
        : { type: 'stopContainer', container };
    case 'kill':
      return container === undefined
        ? { type: 'killPod', reason: 'outrider kill' }
        : { type: 'killContainer', container, signal: options.signal ?? 'SIGKILL' };
  }
}
