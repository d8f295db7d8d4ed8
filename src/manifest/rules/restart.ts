import { error, type Problem } from '../problem.ts';
import { forEachContainer, type PodRule } from './rule.ts';

/** batch/v1 JobSpec.template: a Job whose containers are always restarted would never end. */
export const jobsEnd: PodRule = ({ kind, spec }) => {
  if (
    (kind !== 'Job' && kind !== 'CronJob') ||
    spec.restartPolicy === 'Never' ||
    spec.restartPolicy === 'OnFailure'
  )
    return [];
  if (spec.restartPolicy === 'Always')
    return [
      error('restart-policy', ['spec', 'restartPolicy'], `a ${kind} needs Never or OnFailure, found Always`),
    ];
  const hint = 'without it a pod has Always, and a Job would never end';
  return [
    error('restart-policy', ['spec'], `a ${kind} needs restartPolicy Never or OnFailure`, {
      on: 'key',
      hint,
    }),
  ];
};

const ALWAYS_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'];

/** apps/v1: the other workloads keep their pods up. */
export const workloadsStayUp: PodRule = ({ kind, spec }) =>
  ALWAYS_KINDS.includes(kind) && spec.restartPolicy !== undefined && spec.restartPolicy !== 'Always'
    ? [
        error(
          'restart-policy',
          ['spec', 'restartPolicy'],
          `a ${kind} needs Always, found ${spec.restartPolicy}`,
        ),
      ]
    : [];

const MOST_RULES = 20;
const MOST_CODES = 255;

/** KEP-5307, kubernetes `pkg/apis/core/validation`, validateContainerRestartPolicy. */
export const restartRulesHold: PodRule = forEachContainer(({ container, path }) => {
  const rules = container.restartPolicyRules ?? [];
  const at = [...path, 'restartPolicyRules'];
  const problems: Problem[] = [];
  if (rules.length > 0 && container.restartPolicy === undefined)
    problems.push(
      error('restart-rules', at, 'rules need a restartPolicy on the container for all other exits', {
        on: 'key',
      }),
    );
  if (rules.length > MOST_RULES)
    problems.push(error('restart-rules', at, `at most ${MOST_RULES} rules, found ${rules.length}`));
  for (const [index, { exitCodes }] of rules.entries()) {
    const codes = exitCodes?.values?.length ?? 0;
    if (exitCodes === undefined)
      problems.push(error('restart-rules', [...at, index], 'a rule needs exitCodes to go by'));
    else if (codes === 0)
      problems.push(
        error('restart-rules', [...at, index, 'exitCodes'], 'needs at least one value', { on: 'key' }),
      );
    else if (codes > MOST_CODES)
      problems.push(
        error(
          'restart-rules',
          [...at, index, 'exitCodes', 'values'],
          `at most ${MOST_CODES}, found ${codes}`,
        ),
      );
  }
  return problems;
});
