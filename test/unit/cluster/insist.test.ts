import { describe, expect, it } from '@jest/globals';
import { insist } from '../../../src/cluster/run/insist.ts';
import { ClusterError } from '../../../src/cluster/transport/cluster-error.ts';

const away = new ClusterError('unreachable', 'lab does not answer');

describe('what must not be left undone on a cluster', () => {
  it('is done once the cluster answers again', async () => {
    const answers = [away, away, 'done'];
    const work = async () => {
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await insist(new AbortController().signal, work)).toBe('done');
  });

  it('is not asked for again where the cluster has answered, or nobody waits any more', async () => {
    let asked = 0;
    const refused = new ClusterError('forbidden', 'user jane may not delete pods');
    const failing = (error: Error) => async () => {
      asked += 1;
      throw error;
    };
    await expect(insist(new AbortController().signal, failing(refused))).rejects.toBe(refused);
    await expect(insist(AbortSignal.abort(), failing(away))).rejects.toBe(away);
    expect(asked).toBe(2);
  });
});
