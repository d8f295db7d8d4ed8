/** Ports `from` to `to`, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `"80"`, `"8000-8080"`; undefined for anything else, for port 0 and for a range that runs backwards. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(text);
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && to <= 65535 && from <= to ? { from, to } : undefined;
}

/** Ranges in ascending order, those that overlap made one. Ports that only touch stay apart: people wrote them so. */
export function normalisePorts(ranges: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = result.at(-1);
    if (last && range.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

export function includesPort(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some((range) => port >= range.from && port <= range.to);
}

/** As people write it: `80`, `8000-8080`. */
export function portText(range: PortRange, separator = '-'): string {
  return range.from === range.to ? String(range.from) : `${range.from}${separator}${range.to}`;
}

/**
 * Splits ranges into groups that iptables' multiport match takes: 15 entries, of which a range counts two
 * (man iptables-extensions, and the limit of the kernel's struct).
 */
export function multiportGroups(ranges: readonly PortRange[]): readonly (readonly PortRange[])[] {
  const groups: PortRange[][] = [];
  let room = 0;
  for (const range of ranges) {
    const size = range.from === range.to ? 1 : 2;
    if (size > room) {
      groups.push([]);
      room = 15;
    }
    groups.at(-1)!.push(range);
    room -= size;
  }
  return groups;
}
