import { expect, it } from '@jest/globals';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import { hasNames, heedsImageUser, imageUserProblem, userInNumbers } from '../../../src/pod/image-user.ts';
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

const passwd = 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:1337:nginx:/:/sbin/nologin\n5000:x:7:7::/:\n';
const group = 'root:x:0:\nproxy:x:1337:nginx\n';

it.each([
  ['nginx', '101:1337'],
  ['nginx:proxy', '101:1337'],
  ['nginx:5', '101:5'],
  ['101', '101:1337'],
  ['2000', '2000'],
  ['2000:proxy', '2000:1337'],
  ['nobody', 'nobody'],
  ['', ''],
])('an image with USER %j runs under %j', (user, numbers) => {
  expect(userInNumbers(user, passwd, group)).toBe(numbers);
});

it('an image without the files of users keeps what it says', () => {
  expect(userInNumbers('nginx:proxy', undefined, undefined)).toBe('nginx:proxy');
});

it('only a user by name needs the files of its image, and only where the image decides', () => {
  expect(['', '0', '101:101', 'nginx', '101:proxy'].map(hasNames)).toEqual([false, false, false, true, true]);
  expect(heedsImageUser(captured, app)).toBe(true);
  expect(heedsImageUser(captured, container('web', runsAs(2000)))).toBe(false);
  expect(heedsImageUser(pod(), app)).toBe(false);
});

it('only app containers of captured pods are asked', () => {
  expect(problem('101', container('proxy', { role: 'sidecar' }))).toBeUndefined();
  expect(problem('101', app, pod())).toBeUndefined();
  const root = pod({ capture: withCaptureDefaults({ proxy: 'proxy', mode: 'TPROXY' }) });
  expect(problem('0:0', app, root)).toBeUndefined();
});
