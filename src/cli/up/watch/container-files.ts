import type { Connection } from '../../../docker/transport/connect.ts';
import type { Pod } from '../../../pod/model.ts';
import type { Run } from '../../../run/run.ts';
import type { Engine } from '../../../supervisor/ports.ts';
import { type Copier, createCopier } from '../../../sync/copier.ts';
import { planOf } from '../../../sync/plan.ts';
import { filesBelow } from '../../../sync/read-files.ts';
import type { Rule, Subject } from '../../../sync/rule.ts';
import { copyPorts } from './copy-ports.ts';
import { createInstances, type Instances } from './instances.ts';
import { watchRules } from './rules.ts';
import type { Tell } from './tell.ts';

/** The files of this machine that containers get, and the rules about them. */
export interface ContainerFiles {
  readonly instances: Instances;
  rules(): readonly Rule[];
  copierOf(subject: Pick<Subject, 'pod' | 'container'>): Copier | undefined;
  /** The instance that can be written to now: it runs, or is made to run next. */
  idOf(subject: Pick<Subject, 'pod' | 'container'>): string | undefined;
  /** Whether that instance runs. */
  runs(subject: Pick<Subject, 'pod' | 'container'>): boolean;
  /** Goes on with the rules of the pods as they are now. */
  renew(pods: readonly Pod[]): Promise<void>;
  /** The images have the files themselves, but for those that are copied at the beginning. */
  forget(images: readonly string[]): Promise<void>;
}

interface Ports {
  readonly connection: Connection;
  readonly make: (pod: Pod) => Engine;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  readonly runNow: () => Run | undefined;
}

export async function createFiles(pods: readonly Pod[], ports: Ports): Promise<ContainerFiles> {
  const { connection, make, tell, signal, runNow } = ports;
  const copiers = new Map<string, Copier>();
  const keyOf = (one: Pick<Subject, 'pod' | 'container'>): string => `${one.pod}/${one.container}`;
  const warn = (pod: string, container: string, error: unknown): void =>
    tell(pod, error instanceof Error ? error.message : String(error), container);
  const instances = createInstances(make, (pod, container) => copiers.get(`${pod}/${container}`), warn);
  let known: readonly Rule[] = [];
  let wanted = pods;

  const stateOf = ({ pod, container }: Pick<Subject, 'pod' | 'container'>) =>
    runNow()
      ?.supervisors()
      .find((one) => one.pod.name === pod)
      ?.state().containers[container]?.instance;
  const fill = async (some: readonly Rule[]): Promise<void> => {
    for (const rule of some.filter(({ watch }) => watch.initialSync && watch.action.startsWith('sync'))) {
      const paths = await filesBelow(rule.root, rule.skips);
      for (const { subject, copies } of planOf(paths, [rule]).works)
        await copiers
          .get(keyOf(subject))
          ?.copy(self.idOf(subject), copies)
          .catch((error: unknown) => warn(subject.pod, subject.container, error));
    }
  };
  const self: ContainerFiles = {
    instances,
    rules: () => known,
    copierOf: (subject) => copiers.get(keyOf(subject)),
    idOf: (subject) => {
      const instance = stateOf(subject);
      if (!instance || instance.is === 'terminated' || instance.is === 'waiting') return undefined;
      return 'id' in instance ? instance.id : instances.idOf(subject.pod, subject.container);
    },
    runs: (subject) => stateOf(subject)?.is === 'running',
    async renew(next) {
      wanted = next;
      known = await watchRules(wanted, tell);
      const fresh = known.filter(({ subject }) => !copiers.has(keyOf(subject)));
      for (const { subject } of fresh) {
        const engine = (): Engine => instances.engineOf(wanted.find(({ name }) => name === subject.pod)!);
        copiers.set(keyOf(subject), createCopier(copyPorts(connection, engine, subject.image, signal)));
      }
      await fill(fresh);
    },
    async forget(images) {
      const rules = known.filter(({ subject }) => images.includes(subject.image));
      for (const { subject } of rules) copiers.get(keyOf(subject))?.forget();
      await fill(rules);
    },
  };
  await self.renew(pods);
  return self;
}
