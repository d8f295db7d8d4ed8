/** There is no engine, and none can be had: exit code 3. */
export class NoEngineError extends Error {}
