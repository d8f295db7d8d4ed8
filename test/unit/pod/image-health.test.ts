import { describe, expect, it } from '@jest/globals';
import { imageHealth } from '../../../src/docker/images/image-health.ts';
import type { ImageHealthcheck } from '../../../src/pod/engine-options.ts';
import { missingHealthProblem, withImageHealth } from '../../../src/pod/image-health.ts';
import type { Container } from '../../../src/pod/model.ts';
import { container, pod } from '../../support/pods.ts';

const second = 1e9;
const app = (name: string): Container => container({ name });
const sidecar = (name: string): Container => container({ name, role: 'sidecar', restartPolicy: 'Always' });

/** A container that leaves its check to the image. */
const leaving = (own: ImageHealthcheck, made: (name: string) => Container = app): Container => ({
  ...made('db'),
  engine: { imageHealthcheck: own },
});

const completed = (container: Container, health: ReturnType<typeof imageHealth>): Container => {
  const isSidecar = container.role === 'sidecar';
  const one = withImageHealth(
    pod({
      containers: isSidecar ? [app('main')] : [container],
      initContainers: isSidecar ? [container] : [],
    }),
    () => health,
  );
  return isSidecar ? one.initContainers[0]! : one.containers[0]!;
};

describe('the HEALTHCHECK of an image', () => {
  it.each([
    [{ Healthcheck: { Test: ['CMD', 'ok', '-q'] } }, ['ok', '-q']],
    [{ Healthcheck: { Test: ['CMD-SHELL', 'ok || exit 1'] } }, ['/bin/sh', '-c', 'ok || exit 1']],
    [{ Healthcheck: { Test: ['CMD-SHELL', 'ok'] }, Shell: ['/bin/bash', '-ec'] }, ['/bin/bash', '-ec', 'ok']],
    [{ Healthcheck: { Test: ['NONE'] } }, undefined],
    [{ Healthcheck: { Test: [] } }, undefined],
    [{ Healthcheck: null }, undefined],
    [{}, undefined],
  ])('%j asks by %j', (config, command) => {
    expect(imageHealth(config)?.command).toEqual(command);
  });

  it('keeps its times, and has Docker’s where it says none', () => {
    const check = imageHealth({
      Healthcheck: { Test: ['CMD', 'ok'], Interval: 4 * second, StartPeriod: 8 * second, Retries: 5 },
    });
    const { startupProbe, readinessProbe } = completed(leaving({ gates: true }, sidecar), check);
    expect(readinessProbe).toMatchObject({ periodSeconds: 4, timeoutSeconds: 30, failureThreshold: 5 });
    expect(startupProbe).toMatchObject({ periodSeconds: 4, failureThreshold: (8 + 5 * 4) / 4 });
    expect(
      completed(leaving({}), imageHealth({ Healthcheck: { Test: ['CMD', 'ok'] } })).readinessProbe,
    ).toEqual({
      handler: { type: 'exec', command: ['ok'] },
      initialDelaySeconds: 0,
      timeoutSeconds: 30,
      periodSeconds: 30,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('is asked at the times of the file where it says some', () => {
    const check = imageHealth({ Healthcheck: { Test: ['CMD', 'ok'], Interval: 4 * second, Retries: 5 } });
    const { readinessProbe } = completed(leaving({ intervalSeconds: 1 }), check);
    expect(readinessProbe).toMatchObject({ periodSeconds: 1, failureThreshold: 5 });
  });

  it('means nothing to a container that does not leave its check to it', () => {
    const check = imageHealth({ Healthcheck: { Test: ['CMD', 'ok'] } });
    expect(completed(app('db'), check).readinessProbe).toBeUndefined();
  });

  it('has to be there where somebody waits for it', () => {
    const check = imageHealth({ Healthcheck: { Test: ['CMD', 'ok'] } });
    expect(missingHealthProblem(leaving({ awaited: true }), () => undefined)).toMatch(
      /^db is waited for until it is healthy, but neither/,
    );
    expect(missingHealthProblem(leaving({ awaited: true }), () => check)).toBeUndefined();
    expect(missingHealthProblem(leaving({}), () => undefined)).toBeUndefined();
  });
});
