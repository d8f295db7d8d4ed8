import { useState } from 'react';
import { clockWords, offsetWords } from '../model/words.ts';
import type { PageAbout } from './about.ts';
import type { Shown } from './shown.ts';
import { ThemeButton } from './ThemeButton.tsx';

const states = { reading: 'reading', live: 'live', cut: 'connecting again', ended: '' };

interface HeaderProps extends Shown {
  readonly about: PageAbout;
  readonly onHelp: () => void;
}

export function Header({ about, session, page, at, onHelp }: HeaderProps) {
  const { from } = session.span();
  const state = states[session.state()];
  return (
    <header>
      <h1>{about.title}</h1>
      {state !== '' && <span className={`badge ${session.state()}`}>{state}</span>}
      <p className="moment" aria-live="off">
        <span className="offset">{offsetWords(at - from)}</span>{' '}
        <span className="clock">{clockWords(at)}</span>
      </p>
      {page.moment !== undefined && (
        <button type="button" onClick={() => page.setMoment(undefined)}>
          {session.state() === 'live' ? 'Go live' : 'To the end'}
        </button>
      )}
      <span className="grow" />
      <CopyLink onCopy={() => page.setMoment(at)} />
      <ThemeButton />
      <button type="button" onClick={onHelp} aria-keyshortcuts="?">
        Keys
      </button>
    </header>
  );
}

/** The address has the moment from then on. */
function CopyLink({ onCopy }: { readonly onCopy: () => void }) {
  const [told, setTold] = useState('');
  const copy = async (): Promise<void> => {
    onCopy();
    // The address changes with the next drawing.
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      await navigator.clipboard.writeText(location.href);
      setTold('Copied');
    } catch {
      setTold('The address has it');
    }
    setTimeout(() => setTold(''), 2000);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      <span role="status">{told || 'Copy link'}</span>
    </button>
  );
}
