import type { Check, ContainerPlan, HookPlan } from './plan.ts';
import { hookSays, ofRun } from './plan.ts';
import { serverScript } from './server-script.ts';

/** The shared volume on which a container counts its runs: its own files are gone with each. */
export const runsVolume = '/runs';

/** `sleep` takes fractions, so a pod's second may be any length. */
const time = (seconds: number, secondMs: number): string => String((seconds * secondMs) / 1000);

/** What a container runs on a real engine. The first process ignores signals without a trap, so that comes first. */
export function containerScript(plan: ContainerPlan, secondMs: number): string {
  const { name, sd = 0, d = 1, term = 0, x = 0, serves } = plan;
  const runs = Math.max(Array.isArray(d) ? d.length : 1, Array.isArray(x) ? x.length : 1);
  const cases = Array.from({ length: runs }, (_, run) => {
    const pattern = run === runs - 1 ? '*' : String(run);
    return `${pattern}) x=${ofRun(x, run, 0)} d=${time(ofRun(d, run, 1), secondMs)};;`;
  });
  return [
    `# ${name}`,
    'x=0',
    `finish() { trap '' ${trapped(plan)}; rm -f /tmp/alive; ${term > 0 ? `sleep ${time(term, secondMs)}; ` : ''}echo Exiting; exit $x; }`,
    `trap finish ${trapped(plan)}`,
    `run=$(cat ${runsVolume}/${name} 2>/dev/null || echo 0)`,
    `echo $((run + 1)) > ${runsVolume}/${name}`,
    `case $run in ${cases.join(' ')} esac`,
    'echo Starting',
    'touch /tmp/alive',
    ...untilFile(plan).map((seconds) => `(sleep ${time(seconds, secondMs)}; rm -f /tmp/alive) &`),
    ...(serves ? [`${serverScript(serves, secondMs)} &`] : []),
    ...(sd > 0 ? [`sleep ${time(sd, secondMs)} & wait $!`] : []),
    'echo Started; touch /tmp/started',
    'echo Delaying',
    'sleep $d & wait $!',
    ...lastWords(plan),
    'echo Exiting',
    'exit $x',
  ].join('\n');
}

function lastWords({
  lastWords: words,
  terminationMessagePath: path = '/dev/termination-log',
}: ContainerPlan) {
  return words === undefined ? [] : [`printf '%s' '${words}' > ${path}`];
}

function trapped({ stopSignal = 'SIGTERM' }: ContainerPlan): string {
  return stopSignal.replace('SIG', '');
}

function untilFile({ startup, liveness, readiness }: ContainerPlan): readonly number[] {
  return [startup, liveness, readiness].flatMap((probe) =>
    probe?.check.by === 'fileUntil' && probe.check.seconds !== 'signal' ? [probe.check.seconds] : [],
  );
}

/** A probe's command; the comment makes it the only one of its kind in the pod. */
export function checkScript(name: string, check: Check, secondMs: number): string {
  switch (check.by) {
    case 'marker':
      return `# ${name}\ntest -e /tmp/started`;
    case 'fileUntil':
      return `# ${name}\ntest -e /tmp/alive`;
    case 'command': {
      const { x, seconds = 0, leavesChild = false } = check;
      const lines = [`# ${name}`];
      if (leavesChild) lines.push(`sleep ${time(10, secondMs)} &`);
      if (seconds > 0) lines.push(`sleep ${time(seconds, secondMs)}`);
      return [...lines, `exit ${x}`].join('\n');
    }
    default:
      return '';
  }
}

export function hookScript(
  name: string,
  hook: 'postStart' | 'preStop',
  plan: HookPlan,
  secondMs: number,
): string {
  if (plan.by !== 'command') return '';
  const word = hookSays[hook];
  return [
    `# ${name}`,
    `say() { echo "$1" > /proc/1/fd/1; }`,
    `say '${word} Starting'; say '${word} Started'`,
    `sleep ${time(plan.d, secondMs)}`,
    `say '${word} Exiting'`,
    `exit ${plan.x ?? 0}`,
  ].join('\n');
}
