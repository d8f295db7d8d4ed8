import { type KeyboardEvent, useState } from 'react';
import { Events } from './Events.tsx';
import { Findings } from './Findings.tsx';
import type { Shown } from './shown.ts';
import { TrafficTables } from './TrafficTables.tsx';

const tabs = ['Events', 'Findings', 'Traffic'] as const;
type Tab = (typeof tabs)[number];

/** What is known besides the log, one thing at a time. */
export function Side(shown: Shown) {
  const [tab, setTab] = useState<Tab>('Events');
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]!;
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section className="side" aria-label="Details at the moment">
      <div className="bar tabs" role="tablist" aria-label="Details" onKeyDown={onKey}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={one === tab}
            aria-controls="tab-panel"
            tabIndex={one === tab ? 0 : -1}
            onClick={() => setTab(one)}
          >
            {one}
            {one === 'Findings' && shown.findings.length > 0 && (
              <span className="count">{shown.findings.length}</span>
            )}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div className="panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'Events' && <Events {...shown} />}
        {tab === 'Findings' && <Findings {...shown} />}
        {tab === 'Traffic' && <TrafficTables {...shown} />}
      </div>
    </section>
  );
}
