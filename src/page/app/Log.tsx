import { type RefObject, useMemo, useState } from 'react';
import { parsePattern } from '../../logs/filter/pattern.ts';
import { createLogScan, matcherOf } from '../model/log-scan.ts';
import { LogBar } from './LogBar.tsx';
import { LogDetail } from './LogDetail.tsx';
import { LogList } from './LogList.tsx';
import type { Shown } from './shown.ts';
import { useFind } from './use-find.ts';
import { useScan } from './use-scan.ts';

interface LogProps extends Shown {
  readonly filterBox: RefObject<HTMLInputElement | null>;
}

/** The combined log of all containers. */
export function Log({ filterBox, ...shown }: LogProps) {
  const { session, version, page } = shown;
  const [find, setFind] = useState('');
  const [selected, setSelected] = useState<number | undefined>(undefined);
  const scan = useScan(
    () => createLogScan(session.lines, matcherOf(session.lines, page.wish)),
    [session, page.wish],
    version,
  );
  const found = useMemo(() => (find === '' ? undefined : parsePattern(find)), [find]);
  const pattern = found?.ok ? found.pattern : undefined;
  const select = (line: number | undefined): void => {
    setSelected(line);
    if (line !== undefined) page.setMoment(session.lines.time(line));
  };
  const finding = useFind(session.lines, scan, pattern, selected, select);
  return (
    <section className="log" id="log" aria-labelledby="log-title">
      <LogBar
        {...shown}
        scan={scan}
        filterBox={filterBox}
        find={find}
        onFind={setFind}
        finding={finding}
        problem={page.problem ?? (found && !found.ok ? `${found.message}; ${found.hint}` : undefined)}
      />
      <LogList {...shown} scan={scan} selected={selected} onSelect={select} pattern={pattern} />
      <LogDetail session={session} line={selected} onClose={() => setSelected(undefined)} />
    </section>
  );
}
