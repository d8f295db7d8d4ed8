import { expect, it } from '@jest/globals';
import { podsAsJson } from '../../../src/cli/output/pods-as-json.ts';
import { readManifests } from '../../../src/manifest/read.ts';

const secret = 'hunter2-and-more';
const text = `
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: ${secret}}
---
apiVersion: v1
kind: Secret
metadata: {name: nobody-needs-it}
data: {password: ${Buffer.from(secret).toString('base64')}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {locations: here, origin: there}}
spec:
  containers:
    - name: app
      image: a
      env: [{name: P, valueFrom: {secretKeyRef: {name: s, key: password}}}]
`;
const { pods } = readManifests([{ file: 'f.yaml', text }]);

it('no secret of the files is printed, in whichever form, also one that no pod uses', () => {
  const printed = podsAsJson(pods, false);
  expect(printed).not.toContain(secret);
  expect(printed).not.toContain(Buffer.from(secret).toString('base64'));
});

it('the value that a container gets is printed where it is asked for', () => {
  expect(podsAsJson(pods, true)).toContain(secret);
});

it('labels are printed whatever their names', () => {
  expect(JSON.parse(podsAsJson(pods, false))[0].labels).toEqual({ locations: 'here', origin: 'there' });
});
