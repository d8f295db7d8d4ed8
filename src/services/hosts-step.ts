import type { Step } from '../capture/backends/step.ts';
import type { HostsLine } from './names.ts';

/** The line before the names of Services. */
export const hostsMark = '# Services, kept by Outrider';

/**
 * Puts the lines of its input between two marks in `/etc/hosts`, which all containers of a pod share, and prints what
 * stands there then. The file is written in place, since it is a mount; with `check` nothing is written.
 */
const script = `
use strict; use warnings;
my ($begin, $end) = ("${hostsMark}\\n", "# End of Services\\n");
open my $file, $ARGV[0] eq 'check' ? '<' : '+<', '/etc/hosts' or die "open /etc/hosts: $!\\n";
local $/;
my $old = <$file> // '';
if ($ARGV[0] ne 'check') {
    my $lines = <STDIN> // '';
    my $new = $old;
    $new =~ s/^\\Q$begin\\E.*?^\\Q$end\\E//ms;
    $new .= "\\n" if length $new && $new !~ /\\n\\z/;
    $new .= $begin . $lines . $end if length $lines;
    if ($new ne $old) {
        seek $file, 0, 0;
        defined syswrite $file, $new or die "write /etc/hosts: $!\\n";
        truncate $file, length $new;
    }
    $old = $new;
}
print $old =~ /^(\\Q$begin\\E.*?^\\Q$end\\E)/ms ? $1 : '';
`.trimStart();

/** Makes the names of Services known to every container of a pod. It prints the lines that are there then. */
export function hostsStep(lines: readonly HostsLine[]): Step {
  return {
    argv: ['perl', '-e', script, 'write'],
    stdin: lines.map(({ ip, names }) => `${ip}\t${names.join(' ')}\n`).join(''),
    purpose: 'write the names of Services',
  };
}

/** Prints the lines that are there. */
export const hostsCheckStep: Step = {
  argv: ['perl', '-e', script, 'check'],
  purpose: 'see whether the names of Services are there',
};
