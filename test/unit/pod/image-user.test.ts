import { expect, it } from '@jest/globals';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import { imageUserProblem } from '../../../src/pod/image-user.ts';
import { container, pod, runsAs } from '../capture/pods.ts';

const captured = pod({ capture: withCaptureDefaults({ proxy: 'proxy', proxyUid: 101, proxyGid: 1337 }) });
const app = container('web');
const problem = (user: string, given = app, of = captured) => imageUserProblem(of, given, user);

it.each([
  ['the proxy’s uid', '101', /under uid 101, the proxy’s own.*\n.*another runAsUser/],
  ['the proxy’s uid and another group', '101:5', /under uid 101/],
  ['the proxy’s gid', '2000:1337', /under gid 1337, the proxy’s own/],
])('an app whose image runs it under %s is refused', (_, user, words) => {
  expect(problem(user)).toMatch(words);
});

it.each(['', '0', '2000', '2000:2000', 'nginx', '1010'])('an image with USER %j is fine', (user) => {
  expect(problem(user)).toBeUndefined();
});

it('what the manifest says counts before the image', () => {
  expect(problem('101', container('web', runsAs(2000)))).toBeUndefined();
  expect(problem('2000:1337', container('web', runsAs(undefined, 2000)))).toBeUndefined();
});

it('only app containers of captured pods are asked', () => {
  expect(problem('101', container('proxy', { role: 'sidecar' }))).toBeUndefined();
  expect(problem('101', app, pod())).toBeUndefined();
  const root = pod({ capture: withCaptureDefaults({ proxy: 'proxy', mode: 'TPROXY' }) });
  expect(problem('0:0', app, root)).toBeUndefined();
});
