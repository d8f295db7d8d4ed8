import type { Check, Question } from '../read/model.ts';
import { judgeEvent } from './event.ts';
import type { Evidence } from './evidence.ts';
import { judgeChanged, judgeLog } from './log.ts';
import { judgeOrder } from './order.ts';
import { judgeConnection, judgeRequest } from './request.ts';
import { judgeRequests, judgeShare } from './requests.ts';
import type { Verdict } from './verdict.ts';

/** A check with what is so of it. */
export interface Judged {
  readonly check: Check;
  readonly verdict: Verdict;
}

/** What is so of checks, by the evidence and nothing else. */
export function judgeAll(checks: readonly Check[], evidence: Evidence): readonly Judged[] {
  return checks.map((check) => ({ check, verdict: judge(check.question, evidence) }));
}

export function areGreen(judged: readonly Judged[]): boolean {
  return judged.every(({ verdict }) => verdict.is === 'green');
}

function judge({ kind, asked }: Question, evidence: Evidence): Verdict {
  switch (kind) {
    case 'order':
      return judgeOrder(asked, evidence);
    case 'event':
      return judgeEvent(asked, evidence);
    case 'log':
      return judgeLog(asked, evidence);
    case 'changed':
      return judgeChanged(asked, evidence);
    case 'requests':
      return judgeRequests(asked, evidence);
    case 'share':
      return judgeShare(asked, evidence);
    case 'request':
      return judgeRequest(asked, evidence);
    case 'connection':
      return judgeConnection(asked, evidence);
  }
}
