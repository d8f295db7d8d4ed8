import { useMemo, useRef, useState } from 'react';
import { findingsOfProject } from '../../findings/findings.ts';
import type { Session } from '../model/session.ts';
import type { PageAbout } from './about.ts';
import { Header } from './Header.tsx';
import { Help } from './Help.tsx';
import { Log } from './Log.tsx';
import { NextSteps } from './NextSteps.tsx';
import { PicturePane } from './PicturePane.tsx';
import { Side } from './Side.tsx';
import { TimelinePane } from './TimelinePane.tsx';
import { useKeys } from './use-keys.ts';
import { usePage } from './use-page.ts';
import { useSession } from './use-session.ts';

interface AppProps {
  readonly about: PageAbout;
  readonly session: Session;
}

export function App({ about, session }: AppProps) {
  const version = useSession(session);
  const page = usePage(session);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { to } = session.span();
  const at = page.moment ?? to;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version means more events
  const view = useMemo(() => session.history.viewAt(at), [session, version, at]);
  const findings = useMemo(() => findingsOfProject(view, at), [view, at]);
  const filterBox = useRef<HTMLInputElement>(null);
  useKeys({ session, page, filterBox, onHelp: () => setHelpOpen((is) => !is) });
  const shown = { session, version, page, view, at, findings };
  return (
    <>
      <a className="skip" href="#log">
        Skip to the log
      </a>
      <Header {...shown} about={about} onHelp={() => setHelpOpen(true)} />
      <NextSteps view={view} />
      <main>
        <TimelinePane {...shown} />
        <div className="columns">
          <div className="left">
            <PicturePane {...shown} />
            <Side {...shown} />
          </div>
          <Log {...shown} filterBox={filterBox} />
        </div>
      </main>
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </>
  );
}
