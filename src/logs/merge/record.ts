import type { ContainerSummary, LogStream } from '../../events/types.ts';
import type { EngineTime } from '../time/timestamp.ts';
import type { LogLine } from './batch.ts';

export type Role = ContainerSummary['role'];

/** Whose line it is. One object an instance of a container, shared by all its lines. */
export interface LogSource {
  readonly pod: string;
  readonly container: string;
  readonly role: Role;
  /** Which instance of the container, from 0. */
  readonly attempt: number;
  /** What stands in front of its lines where the container's name alone is not clear: `pod/container`. */
  readonly label?: string | undefined;
}

/** A line with its origin, as rings, filters and formats take it. */
export interface LogRecord extends LogSource {
  /** From 1, without gaps, over all containers of the reader. */
  readonly seq: number;
  readonly time: EngineTime;
  readonly stream: LogStream;
  /** As the container wrote it: not sanitized. */
  readonly line: string;
  readonly partial: boolean;
}

export function toRecord(seq: number, source: LogSource, line: LogLine): LogRecord {
  return {
    seq,
    time: line.time,
    pod: source.pod,
    container: source.container,
    role: source.role,
    attempt: source.attempt,
    label: source.label,
    stream: line.stream,
    line: line.text,
    partial: line.partial,
  };
}
