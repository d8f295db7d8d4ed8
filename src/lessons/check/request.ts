import type { Asked } from '../read/checks-schema.ts';
import { type Evidence, requestKey } from './evidence.ts';
import { green, red, type Verdict, waiting } from './verdict.ts';

/** Whether a request was answered as wanted. It is made again and again, so what is not so yet may still become so. */
export function judgeRequest(asked: Asked<'request'>, { answers }: Evidence): Verdict {
  const answer = answers.get(requestKey(asked));
  if (!answer) return waiting(`${asked.url} has not been asked for yet`);
  if ('failed' in answer) {
    if (answer.failed === 'impossible') return waiting(answer.reason);
    const sentence = `${asked.url} gives no answer: ${answer.reason}`;
    return asked.fails ? green(sentence) : waiting(sentence);
  }
  const { status, body } = answer;
  if (asked.fails) return waiting(`${asked.url} answers ${status}`);
  if (asked.status !== undefined && asked.status !== status)
    return waiting(`${asked.url} answers ${status}, not ${asked.status}`);
  if (asked.contains !== undefined && !body.includes(asked.contains))
    return waiting(`the answer of ${asked.url} (${status}) has no ${JSON.stringify(asked.contains)}`);
  return green(`${asked.url} answers ${status}`);
}

/** Whether a rule of capture took a connection. */
export function judgeConnection({ pod, port, rule }: Asked<'connection'>, { flows }: Evidence): Verdict {
  const all = flows.get(pod);
  if (!all) return waiting(`pod ${pod} is not captured, or not there`);
  const toPort = all.filter(({ original }) => original.destinationPort === port);
  // The proxy's own connections, which go on to the same port, have no rule.
  const ruled = toPort.filter((flow) => flow.rule !== undefined);
  if (ruled.some((flow) => flow.rule === rule))
    return ruled.every((flow) => flow.rule === rule)
      ? green(`${rule} took every connection to port ${port}`)
      : waiting(`${rule} took some connections to port ${port}, and others were taken by another rule`);
  if (ruled.length > 0) return red(`${ruled[0]!.rule} took the connection to port ${port}`);
  return waiting(`pod ${pod} has no connection to port ${port} that a rule took`);
}
