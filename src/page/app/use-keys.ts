import { type RefObject, useEffect } from 'react';
import type { Session } from '../model/session.ts';
import type { Page } from './use-page.ts';

interface Keys {
  readonly session: Session;
  readonly page: Page;
  readonly filterBox: RefObject<HTMLInputElement | null>;
  readonly onHelp: () => void;
}

/** Keys that hold on the whole page, but for where somebody types or a part has the key for itself. */
export function useKeys({ session, page, filterBox, onHelp }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, key } = event;
      const types = target instanceof HTMLElement && target.closest('input, select, textarea, dialog');
      if (types || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { from, to } = session.span();
      const at = page.moment ?? to;
      const goTo = (moment: number): void =>
        page.setMoment(moment >= to ? undefined : Math.max(from, moment));
      const act = actions[key];
      if (key === '/') filterBox.current?.select();
      else if (key === '?') onHelp();
      else if (act) goTo(act({ session, at, from, to, isLarge: event.shiftKey }));
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

interface Where {
  readonly session: Session;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly isLarge: boolean;
}

/** Where each key leads, in milliseconds since 1970. */
const actions: Readonly<Record<string, (where: Where) => number>> = {
  ArrowLeft: ({ at, from, to, isLarge }) => at - ((to - from) / 200) * (isLarge ? 10 : 1),
  ArrowRight: ({ at, from, to, isLarge }) => at + ((to - from) / 200) * (isLarge ? 10 : 1),
  Home: ({ from }) => from,
  End: ({ to }) => to,
  '[': ({ session: { history }, at, from }) => {
    const before = history.countAt(at - 1) - 1;
    return before < 0 ? from : Date.parse(history.event(before).time);
  },
  ']': ({ session: { history }, at, to }) => {
    const next = history.countAt(at);
    return next >= history.size() ? to : Date.parse(history.event(next).time);
  },
};
