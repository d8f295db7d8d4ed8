import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { levels } from '../../logs/line/level.ts';
import type { LogScan } from '../model/log-scan.ts';
import { hueOf } from './hue.ts';
import type { Shown } from './shown.ts';
import type { Finding } from './use-find.ts';

interface BarProps extends Shown {
  readonly scan: LogScan;
  readonly filterBox: RefObject<HTMLInputElement | null>;
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly finding: Finding;
  readonly problem: string | undefined;
}

const number = new Intl.NumberFormat('en');

export function LogBar({ session, page, view, scan, filterBox, find, onFind, finding, problem }: BarProps) {
  const findBox = useRef<HTMLInputElement>(null);
  useFindKeys(findBox, finding);
  const onEnter = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') finding.go(event.shiftKey ? -1 : 1);
  };
  const all = session.lines.size();
  const shown = scan.size() === all ? '' : `${number.format(scan.size())} of `;
  const containers = Object.values(view.pods).flatMap((pod) =>
    pod.containers.map(({ name }) => `${pod.name}/${name}`),
  );
  return (
    <>
      <div className="bar">
        <h2 id="log-title">Log</h2>
        <input
          ref={filterBox}
          type="search"
          aria-label="Filter the log"
          aria-keyshortcuts="/"
          placeholder="Filter"
          value={page.filter}
          onChange={({ target }) => page.setFilter(target.value)}
        />
        <input
          ref={findBox}
          type="search"
          aria-label="Find in the log"
          aria-keyshortcuts="f"
          placeholder="Find"
          value={find}
          onChange={({ target }) => onFind(target.value)}
          onKeyDown={onEnter}
        />
        <label>
          <span className="unseen">Least level</span>
          <select
            value={page.level ?? ''}
            onChange={({ target }) => page.setLevel(levels.find((one) => one === target.value))}
          >
            <option value="">All levels</option>
            {levels.slice(1).map((level) => (
              <option key={level} value={level}>
                {level}
                {level === 'fatal' ? '' : ' and worse'}
              </option>
            ))}
          </select>
        </label>
        <span className="grow" />
        <output className="note">
          {finding.result || `${shown}${number.format(all)} lines`}
          {session.missed() > 0 && `, ${number.format(session.missed())} older ones missed`}
        </output>
      </div>
      <fieldset className="chips">
        <legend className="unseen">Containers whose lines are shown</legend>
        {containers.map((name) => (
          <label key={name} className={`chip hue-${hueOf(name)}`}>
            <input type="checkbox" checked={!page.hidden.has(name)} onChange={() => page.toggle(name)} />
            {name}
          </label>
        ))}
      </fieldset>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

/** `f` goes to the box; `n` and `N` to the next match and the one before. */
function useFindKeys(findBox: RefObject<HTMLInputElement | null>, finding: Finding): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const { key, target, ctrlKey, metaKey } = event;
      if (ctrlKey || metaKey) return;
      if (target instanceof HTMLElement && target.closest('input, select, dialog')) return;
      if (key === 'f') findBox.current?.select();
      else if (key === 'n') finding.go(1);
      else if (key === 'N') finding.go(-1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
