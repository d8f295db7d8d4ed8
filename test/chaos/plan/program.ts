import type { ContainerPlan } from './plan.ts';

/** Where a container of the drill finds the folder in which it notes what happens to it. */
export const evidenceFolder = '/evidence';

/**
 * What every container of the drill runs. It writes numbered lines to stdout, and notes in a file of its own on the host
 * when it began, in which network namespace, how far it has come, and how it ended. A line is written before it is noted. The times
 * are those of the machine's monotonic clock, so those of two containers can be compared.
 */
export const program = `
import os, select, signal, socket, time
name, life, clean_up, port = (os.environ[key] for key in ('NAME', 'LIFE', 'CLEAN_UP', 'PORT'))
who = name + '.' + os.urandom(4).hex()
notes = os.open('${evidenceFolder}/' + name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
asked, count = [], 0
def note(*words):
    os.write(notes, (' '.join(map(str, (who, '%.3f' % time.monotonic()) + words)) + '\\n').encode())
def stop(*_):
    if not asked:
        asked.append(time.monotonic())
        note('term')
signal.signal(signal.SIGTERM, stop)
note('begin', os.stat('/proc/self/ns/net').st_ino)
open('/tmp/started', 'w').close()
if port != '0':
    listener = socket.create_server(('', int(port)), backlog=64)
begin = time.monotonic()
def over():
    if asked:
        return time.monotonic() - asked[0] >= float(clean_up)
    return life != '' and time.monotonic() - begin >= float(life)
while True:
    count += 1
    os.write(1, (who + ' ' + str(count) + '\\n').encode())
    note('line', count)
    if over():
        break
    time.sleep(0.1)
    if port != '0':
        while select.select([listener], [], [], 0)[0]:
            listener.accept()[0].close()
note('end', 0)
`;

/** The environment that makes the program one container of the plan. @param index gives it a port of its own. */
export function settingsOf({ name, lifeSeconds, cleanUpSeconds, probe }: ContainerPlan, index: number) {
  return [
    { name: 'NAME', value: name },
    { name: 'LIFE', value: lifeSeconds === undefined ? '' : String(lifeSeconds) },
    { name: 'CLEAN_UP', value: String(cleanUpSeconds) },
    { name: 'PORT', value: probe === 'tcp' ? String(portOf(index)) : '0' },
  ];
}

export function portOf(index: number): number {
  return 7001 + index;
}
