/** What the API tells of the machine and the engine that the pods run on: its one node. */
export interface NodeFacts {
  /** What `spec.nodeName` shows a program too. */
  readonly name: string;
  /** Where the pods reach this machine. */
  readonly address: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** As Docker says them: `Debian GNU/Linux 12`, `6.1.0`, `x86_64`, `20.10.24`. */
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly architecture: string;
  readonly engineVersion: string;
  /** RFC 3339: since when this API has looked at it. */
  readonly since: string;
}
