import { describe, expect, it } from '@jest/globals';
import type { MissingData } from '../../src/pod/missing-data.ts';
import type { Pod, Volume, VolumeFile } from '../../src/pod/model.ts';
import { app, init, sidecar } from '../support/scenario/plan.ts';
import { createMachine, type Machine, type SimulatedRun } from './support/simulate-run.ts';

const lasting = {
  restartPolicy: 'Always',
  containers: [app('one', { d: 6000 }), app('two', { d: 6000 })],
} as const;
const ordered = {
  restartPolicy: 'Always',
  containers: [init('first', { d: 1 }), sidecar('proxy', { d: 6000 }), app('web', { d: 6000 })],
} as const;

const message = 'configmap "settings" not found';
const without = (pod: Pod, neededBy: MissingData['neededBy']): Pod => ({
  ...pod,
  missingData: [{ neededBy, message }],
});
const withVolume = (pod: Pod, volume: Volume): Pod => ({ ...pod, volumes: [...pod.volumes, volume] });
const running = ({ events }: SimulatedRun): readonly string[] =>
  events.flatMap((event) => (event.type === 'ContainerRunning' ? [event.container] : []));
const waits = ({ events }: SimulatedRun, name: string) =>
  events.findLast((event) => event.type === 'ContainerWaiting' && event.container === name);

/** Long enough for everything that can start. */
const play = (machine: Machine): Promise<void> => machine.clock.run(60_000, () => false);

describe('a ConfigMap that is missing', () => {
  it('holds the container whose environment needs it, and no other app container', async () => {
    const machine = createMachine(lasting);
    const run = machine.run('a', { pod: without(machine.pod, { container: 'one' }) });
    await play(machine);
    expect(running(run)).toEqual(['two']);
    expect(waits(run, 'one')).toMatchObject({ reason: 'CreateContainerConfigError', message });
  });

  it('holds what comes after an init container that needs it', async () => {
    const machine = createMachine(ordered);
    const run = machine.run('a', { pod: without(machine.pod, { container: 'first' }) });
    await play(machine);
    expect(running(run)).toEqual([]);
    expect(waits(run, 'web')).toMatchObject({ reason: 'PodInitializing' });
  });

  it('holds every container of the pod when a volume needs it', async () => {
    const machine = createMachine(ordered);
    const run = machine.run('a', { pod: without(machine.pod, { volume: 'etc' }) });
    await play(machine);
    expect(running(run)).toEqual([]);
    expect(waits(run, 'first')).toMatchObject({
      reason: 'ContainerCreating',
      message,
      waitsFor: { on: 'data' },
    });
  });

  it.each<MissingData['neededBy']>([{ container: 'proxy' }, { volume: 'etc' }])(
    'lets %j go once a file has it, and what ran runs on',
    async (neededBy) => {
      const machine = createMachine(ordered);
      const run = machine.run('a', { pod: without(machine.pod, neededBy) });
      await play(machine);
      expect(run.change(machine.pod)).toEqual({ is: 'updated' });
      await play(machine);
      expect(running(run)).toEqual(['first', 'proxy', 'web']);
      expect(run.events.filter(({ type }) => type === 'PodReady')).toHaveLength(1);
    },
  );

  it('lets no container go before its files are in the volumes', async () => {
    const machine = createMachine(ordered);
    const etc = (files: readonly VolumeFile[]): Volume => ({
      name: 'etc',
      type: 'files',
      medium: 'disk',
      files,
      secret: false,
    });
    const found = withVolume(machine.pod, etc([{ path: 'k', content: 'v', mode: 0o644 }]));
    const order: string[] = [];
    const run = machine.run('a', {
      pod: without(withVolume(machine.pod, etc([])), { volume: 'etc' }),
      through: (engine) => ({
        ...engine,
        updateFiles: async (pod, signal) => {
          await machine.pause(5000);
          await engine.updateFiles(pod, signal);
          order.push(...running(run), 'files are there');
        },
      }),
    });
    await play(machine);
    expect(run.change(found)).toEqual({ is: 'updated' });
    await play(machine);
    expect([...order, ...running(run)]).toEqual(['files are there', 'first', 'proxy', 'web']);
  });

  it('leaves a container alone that runs already, until it ends', async () => {
    const machine = createMachine(ordered);
    const run = machine.run('a');
    await play(machine);
    expect(run.change(without(machine.pod, { container: 'web' }))).toEqual({ is: 'updated' });
    await play(machine);
    expect(running(run)).toEqual(['first', 'proxy', 'web']);
  });
});
