import { useEffect, useMemo, useState } from 'react';
import { parsePattern } from '../../logs/filter/pattern.ts';
import type { Level } from '../../logs/line/level.ts';
import type { LogWish } from '../model/log-scan.ts';
import { formatLink, parseLink } from '../model/moment-link.ts';
import type { Session } from '../model/session.ts';

/** What a person has chosen to see. */
export interface Page {
  /** Milliseconds since 1970; undefined: the end, also while it moves. */
  readonly moment: number | undefined;
  readonly setMoment: (moment: number | undefined) => void;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly level: Level | undefined;
  readonly setLevel: (level: Level | undefined) => void;
  /** `POD/CONTAINER` of those whose lines are not shown. */
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (container: string) => void;
  readonly wish: LogWish;
  /** What is wrong with the filter, in words. */
  readonly problem: string | undefined;
}

/** Keeps the choice in the address, so that a link shows the same. */
export function usePage(session: Session): Page {
  const [link, setLink] = useState(() => parseLink(location.hash));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const onHash = (): void => setLink(parseLink(location.hash));
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);
  useEffect(() => {
    const hash = formatLink(link);
    // Each step of the cursor would be a step of the browser's back button.
    if (hash !== location.hash)
      history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
  }, [link]);
  const { from } = session.span();
  const { offsetMs, filter = '', level } = link;
  const parsed = useMemo(() => (filter === '' ? undefined : parsePattern(filter)), [filter]);
  const wish = useMemo(
    (): LogWish => ({
      hidden,
      ...(parsed?.ok && { pattern: parsed.pattern }),
      ...(level !== undefined && { level }),
    }),
    [parsed, level, hidden],
  );
  const set = (part: Record<string, unknown>): void => setLink((before) => without({ ...before, ...part }));
  return {
    moment: offsetMs === undefined ? undefined : from + offsetMs,
    setMoment: (moment) => set({ offsetMs: moment === undefined ? undefined : Math.max(0, moment - from) }),
    filter,
    setFilter: (text) => set({ filter: text || undefined }),
    level,
    setLevel: (least) => set({ level: least }),
    hidden,
    toggle: (container) => setHidden((before) => toggled(before, container)),
    wish,
    problem: parsed && !parsed.ok ? `${parsed.message}; ${parsed.hint}` : undefined,
  };
}

function without(link: Record<string, unknown>): ReturnType<typeof parseLink> {
  return Object.fromEntries(Object.entries(link).filter(([, value]) => value !== undefined));
}

function toggled(before: ReadonlySet<string>, container: string): ReadonlySet<string> {
  const next = new Set(before);
  if (!next.delete(container)) next.add(container);
  return next;
}
