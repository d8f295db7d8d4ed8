import { describe, expect, it } from '@jest/globals';
import type { PodObject } from '../../../src/cluster/read/objects.ts';
import { reportedChange } from '../../../src/cluster/read/reported.ts';
import { isOf, marked, standingOf, wantedOf } from '../../../src/cluster/run/objects.ts';
import { isOver } from '../../../src/cluster/run/outcome.ts';
import { explainFailure } from '../../../src/cluster/transport/explain-failure.ts';

const place = { context: 'lab', namespace: 'shop' };

describe('what kubectl says when it fails', () => {
  it.each([
    ['error: context "lab" does not exist', 'no-context', 'the kubeconfig has no context lab'],
    ['error: cannot locate context lab', 'no-context', 'the kubeconfig has no context lab'],
    [
      'Error from server (Forbidden): error when creating "STDIN": pods is forbidden: User "jane" cannot create resource "pods" in API group "" in the namespace "shop"',
      'forbidden',
      'user jane may not create pods in namespace shop of lab',
    ],
    [
      'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:ci:bot" cannot list resource "pods" in API group "" in the namespace "shop"',
      'forbidden',
      'user system:serviceaccount:ci:bot may not list pods in namespace shop of lab',
    ],
    [
      'Error from server (NotFound): namespaces "shop" not found',
      'no-namespace',
      'lab has no namespace shop',
    ],
    [
      'Error from server: error when creating "STDIN": admission webhook "policy.example" denied the request: no latest tags',
      'refused',
      'the admission webhook policy.example refuses it: no latest tags',
    ],
    [
      'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
      'unreachable',
      /^lab cannot be reached: /,
    ],
    [
      'Unable to connect to the server: getting credentials: exec: executable aws not found',
      'unauthenticated',
      'lab does not accept the credentials of the kubeconfig: exec: executable aws not found',
    ],
    ['error: You must be logged in to the server (Unauthorized)', 'unauthenticated', /does not accept/],
    [
      'Error from server (BadRequest): error when creating "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"',
      'refused',
      /unknown field "spec.foo"/,
    ],
    [
      'Error from server (Forbidden): error when creating "STDIN": pods "web" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "capture-rules" must not include "NET_ADMIN")',
      'refused',
      /^the namespace allows pods of baseline:latest only: non-default capabilities/,
    ],
    [
      'Error from server (InternalError): Internal error occurred: failed calling webhook "policy.example": failed to call webhook: Post "https://10.0.0.7/": dial tcp 10.0.0.7:443: connect: connection refused',
      'refused',
      /^lab cannot ask its admission webhook policy.example: failed to call/,
    ],
    [
      `The pods "web" is invalid: : ValidatingAdmissionPolicy 'no-demo' with binding 'all' denied request: no certificate of it`,
      'refused',
      'the admission policy no-demo refuses it: no certificate of it',
    ],
    [
      'Error from server (Forbidden): pods "web" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
      'refused',
      /^the cluster refuses it: pods "web" is forbidden: exceeded quota/,
    ],
    [
      'The Service "web" is invalid: spec.clusterIP: Invalid value: "10.0.0.1"',
      'refused',
      'the cluster refuses it: Service "web" is invalid: spec.clusterIP: Invalid value: "10.0.0.1"',
    ],
    [
      'The Service "web" is invalid: \n* spec.ports[0].port: Invalid value: 0\n* spec.type: Unsupported value: "x"\n',
      'refused',
      'the cluster refuses it: Service "web" is invalid: spec.ports[0].port: Invalid value: 0; spec.type: Unsupported value: "x"',
    ],
    [
      'error: resource mapping not found for name: "web" namespace: "" from "STDIN": no matches for kind "VirtualService" in version "networking.istio.io/v1"\nensure CRDs are installed first',
      'refused',
      'lab does not know the kind VirtualService of networking.istio.io/v1',
    ],
    ['', 'failed', 'kubectl failed without a word'],
  ])('%s', (words, code, message) => {
    const error = explainFailure(words, place);
    expect(error.code).toBe(code);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});

describe('what a cluster reports of a pod', () => {
  const event = (reason: string, message: string, type = 'Warning') => ({
    metadata: { uid: 'u' },
    type,
    reason,
    message,
    involvedObject: { fieldPath: 'spec.containers{app}' },
  });
  const attempt = () => 2;

  it('is a failed probe, a hook, an image or a warning, and nothing where the status tells it', () => {
    expect(
      reportedChange(
        event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
        attempt,
      ),
    ).toMatchObject({
      type: 'ProbeFailed',
      container: 'app',
      attempt: 2,
      probe: 'readiness',
      message: 'HTTP probe failed with statuscode: 503',
    });
    expect(reportedChange(event('FailedPreStopHook', 'exit 1'), attempt)).toMatchObject({
      type: 'HookFinished',
      hook: 'preStop',
      ok: false,
    });
    expect(reportedChange(event('Pulling', 'Pulling image "a/b:1"', 'Normal'), attempt)).toEqual({
      type: 'ImagePulling',
      image: 'a/b:1',
    });
    expect(reportedChange(event('FailedMount', 'no volume'), attempt)).toMatchObject({
      type: 'Warning',
      message: 'FailedMount: no volume',
    });
    expect(reportedChange(event('BackOff', 'Back-off restarting'), attempt)).toBeUndefined();
    expect(reportedChange(event('Started', 'Started container app', 'Normal'), attempt)).toBeUndefined();
  });
});

describe('what is applied to a cluster', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [] } };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once' },
    spec: { template: { metadata: { labels: { a: 'b' } }, spec: {} } },
  };
  const there = (changes: object, status: object = {}): PodObject =>
    ({
      metadata: { name: 'web', namespace: 'shop', uid: 'u', ...changes },
      spec: { containers: [] },
      status,
    }) as PodObject;

  it('carries the project’s label, in templates too, and a hash of what is wanted', () => {
    const [one, other] = marked([pod, job], 'p');
    expect(one!.metadata.labels).toEqual({ 'outrider.dev/project': 'p' });
    expect(other).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { a: 'b', 'outrider.dev/project': 'p', 'outrider.dev/workload': 'once' } },
        },
      },
    });
    const [changed] = marked([{ ...pod, spec: { containers: [{}] } }], 'p');
    expect(changed!.metadata.annotations).not.toEqual(one!.metadata.annotations);
  });

  it('leaves a pod of somebody else alone, and makes one anew that has changed, has ended or is ending', () => {
    const [wanted] = marked([pod], 'p');
    const { labels, annotations } = wanted!.metadata;
    expect(standingOf(undefined, wanted!, 'p')).toBe('new');
    expect(standingOf(there({}), wanted!, 'p')).toBe('foreign');
    expect(standingOf(there({ labels, annotations }), wanted!, 'other')).toBe('foreign');
    expect(standingOf(there({ labels, annotations }), wanted!, 'p')).toBe('asWanted');
    expect(standingOf(there({ labels }), wanted!, 'p')).toBe('changed');
    expect(standingOf(there({ labels, annotations }, { phase: 'Failed' }), wanted!, 'p')).toBe('changed');
    const deletionTimestamp = '2026-11-28T03:00:00Z';
    expect(standingOf(there({ labels, annotations, deletionTimestamp }), wanted!, 'p')).toBe('changed');
  });

  it('has its own pods, and not those of another file of the project', () => {
    const isOwn = isOf(marked([pod, job], 'p'));
    expect(isOwn(there({}))).toBe(true);
    expect(isOwn(there({ name: 'once-x7f2', labels: { 'outrider.dev/workload': 'once' } }))).toBe(true);
    expect(isOwn(there({ name: 'other' }))).toBe(false);
    expect(isOwn(there({ name: 'other', labels: { 'outrider.dev/workload': 'twice' } }))).toBe(false);
  });

  it('is over when its pods and Jobs have ended, and never with a Deployment', () => {
    const end = (name: string) => ({ pod: name, exitCode: 0 });
    const wanted = wantedOf([pod, job]);
    expect(isOver(wanted, [end('web')])).toBe(false);
    expect(isOver(wanted, [end('web'), end('once-x7f2')])).toBe(true);
    expect(isOver(wantedOf([pod, { ...pod, kind: 'Deployment' }]), [end('web')])).toBe(false);
  });
});
