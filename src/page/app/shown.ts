import type { ProjectView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Session } from '../model/session.ts';
import type { Page } from './use-page.ts';

/** What every part of the page gets. */
export interface Shown {
  readonly session: Session;
  /** Another number when the session knows more. */
  readonly version: number;
  readonly page: Page;
  /** What was told until the moment. */
  readonly view: ProjectView;
  /** The moment, in milliseconds since 1970. */
  readonly at: number;
  readonly findings: readonly Finding[];
}
