import type { Step } from '../capture/backends/step.ts';

/** A holder of an older version has no server of names: then only `/etc/hosts` has them. */
const program = '/usr/local/lib/outrider/names';
const ifThere = `[ ! -x ${program} ] || exec ${program} "$1"`;

/** Has the pod's server of names answer with these records, and prints what is there then. */
export function zoneStep(zone: readonly string[]): Step {
  return {
    argv: ['sh', '-c', ifThere, 'sh', 'load'],
    stdin: zone.map((line) => `${line}\n`).join(''),
    purpose: 'answer for the names of Services',
  };
}

/** Prints what `zoneStep` has printed, for as long as the server runs and questions are led to it. */
export const zoneCheckStep: Step = {
  argv: ['sh', '-c', ifThere, 'sh', 'check'],
  purpose: 'see whether somebody answers for the names of Services',
};
