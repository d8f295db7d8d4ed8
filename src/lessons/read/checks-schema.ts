import * as z from 'zod';
import { honoured, named, required } from '../../manifest/schema/fidelity.ts';
import { label, port, text } from '../../manifest/schema/scalars.ts';

const ofContainer = {
  pod: required(text, 'the name of the pod'),
  container: required(text, 'the name of the container'),
};
const percent = z.int().min(0).max(100);

/** What can be said of a container at a moment of its life. */
const moments = ['running', 'started', 'ready', 'told-to-stop', 'terminated'] as const;

const moment = z.object({
  container: required(text, 'the name of the container'),
  is: required(z.enum(moments)),
});

const order = z.object({
  pod: required(text, 'the name of the pod'),
  first: required(moment, 'what has to come first'),
  later: required(moment, 'what has to come after it; its newest time counts'),
});

const event = z.object({
  type: required(text, 'the type of the event, as `up -o json` writes it'),
  pod: required(text, 'the name of the pod'),
  container: honoured(text, 'the container that it is about'),
  where: honoured(
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    'fields of the event',
  ),
});

const log = z.object({
  ...ofContainer,
  pattern: required(text, 'a regular expression that a line must match'),
  never: honoured(text, 'a regular expression that no line may match'),
});

const requests = z.object({
  ...ofContainer,
  answered: required(text, 'a regular expression for the line of a request that was answered'),
  lost: required(text, 'a regular expression for the line of a request that was lost'),
  during: required(
    z.enum(['start', 'end', 'now']),
    'the first requests, those after the stop signal, or the last ones',
  ),
  count: honoured(z.int().min(1), 'how many requests are looked at, at the start and now; default 10'),
  atMost: honoured(z.int().min(0), 'how many of them may be lost; default 0'),
});

const share = z.object({
  ...ofContainer,
  of: required(text, 'a regular expression for the lines that count'),
  matches: required(text, 'a regular expression for those whose share is measured'),
  last: required(z.int().min(1), 'how many lines are looked at'),
  atLeast: honoured(percent, 'percent'),
  atMost: honoured(percent, 'percent'),
});

const changed = z.object({
  ...ofContainer,
  pattern: required(text, 'a regular expression; its first group is the value'),
  times: honoured(z.int().min(1), 'how often the value has to change without a restart; default 1'),
});

const request = z.object({
  from: required(text, 'the pod in whose network namespace it is made; `outside` is this machine'),
  url: required(text, 'what is asked for; outside, the name of a pod stands for its address'),
  status: honoured(z.int().min(100).max(599), 'the status of the answer'),
  contains: honoured(text, 'what the body of the answer has in it'),
  fails: honoured(z.literal(true), 'no answer may come'),
});

const connection = z.object({
  pod: required(text, 'the captured pod that the connection is in'),
  port: required(port, 'the port of its original destination'),
  rule: required(text, 'the rule that decided, as `outrider capture flows` names it'),
});

/** The kinds of checks, by the key that a check has. */
export const checkKinds = { order, event, log, requests, share, changed, request, connection } as const;

/** One thing that is green or red. It has exactly one of the kinds. */
export const check = named(
  'Check',
  z.object({
    name: required(label, 'unique in the step'),
    says: required(text, 'one sentence: what is so when it is green'),
    order: honoured(order, 'one moment comes before another'),
    event: honoured(event, 'an event is told'),
    log: honoured(log, 'a line is logged'),
    requests: honoured(requests, 'requests that a container logs are answered'),
    share: honoured(share, 'a part of the newest lines'),
    changed: honoured(changed, 'a value in the log changes while the container runs on'),
    request: honoured(request, 'a request is made'),
    connection: honoured(connection, 'a rule of capture took a connection'),
  }),
);

export type CheckInput = z.output<typeof check>;
export type CheckKind = keyof typeof checkKinds;
/** What a check of a kind asks for. */
export type Asked<K extends CheckKind> = z.output<(typeof checkKinds)[K]>;
export type Moment = z.output<typeof moment>;
