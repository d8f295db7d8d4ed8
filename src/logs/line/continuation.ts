/** `  at f (file.js:1)`, `Caused by: …`, `\t... 5 more`: the rest of what an earlier line began. */
const rest = /^(?:\s+\S|Caused by:|Traceback \(|\.\.\. \d+ more)/;

/** The line of a stack trace that names the error: Python's last, Java's and Node's first, Go's. */
const error = /^(?:Traceback \(|(?:Caused by: )?[\w.$]+(?:Error|Exception)\b|panic: )/;

/** Whether a line goes on with what an earlier line of its container began. */
export function isContinuation(line: string): boolean {
  return rest.test(line);
}

/** Whether a line of a stack trace names the error. */
export function namesError(line: string): boolean {
  return error.test(line);
}
