import type { LogRecord } from '../../logs/merge/record.ts';

/** A line of the log, or the row between two instances of a container. */
export type LogEntry = LogRecord & { readonly divider?: true };
