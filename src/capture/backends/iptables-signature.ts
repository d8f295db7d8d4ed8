import { coversAll, valueSet } from '../policy/value-set.ts';

interface Argument {
  readonly negated: boolean;
  readonly option: string;
  readonly values: readonly string[];
}

/**
 * What a line of iptables matches and does, in one spelling: as it was given to `iptables-restore` and as `iptables-save`
 * prints it, it is the same.
 *
 * @param line without `-A CHAIN`.
 */
export function iptablesSignature(line: string): string {
  return argumentsOf(line)
    .filter((argument) => !isImplied(argument))
    .map(({ negated, option, values }) =>
      [...(negated ? ['!'] : []), option, ...spelled(option, values)].join(' '),
    )
    .sort()
    .join(' ');
}

function argumentsOf(line: string): readonly Argument[] {
  const found: Argument[] = [];
  let negated = false;
  for (const word of line.split(' ').filter((word) => word !== '')) {
    if (word === '!') negated = true;
    else if (word.startsWith('-')) {
      found.push({ negated, option: word, values: [] });
      negated = false;
    } else {
      const last = found.pop();
      if (last) found.push({ ...last, values: [...last.values, word.replaceAll('"', '')] });
    }
  }
  return found;
}

/** Modules that an option brings along, and defaults that are printed though nobody gave them. */
function isImplied({ negated, option, values }: Argument): boolean {
  const [value = ''] = values;
  switch (option) {
    case '-m':
      return value === 'tcp' || value === 'udp' || value === 'comment';
    case '-s':
    case '-d':
      return !negated && coversAll(value);
    case '--on-ip':
      return value === '0.0.0.0' || value === '::';
    case '--nfmask':
    case '--ctmask':
      return value === '0xffffffff';
    default:
      return false;
  }
}

const lists = ['-s', '-d', '--dport', '--dports', '--ctstate', '--uid-owner', '--gid-owner', '--mark'];

function spelled(option: string, values: readonly string[]): readonly string[] {
  return lists.includes(option) ? [valueSet(values.flatMap((value) => value.split(',')))] : values;
}
