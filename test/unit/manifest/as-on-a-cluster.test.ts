import { expect, it } from '@jest/globals';
import { appOf, lines, pod, podOf, problemsOf } from './read-text.ts';

it('an empty text is as good as none, where the API server takes it so', () => {
  const app =
    '      imagePullPolicy: ""\n      workingDir: ""\n      terminationMessagePolicy: ""\n' +
    '      ports: [{containerPort: 80, protocol: "", name: ""}]\n';
  const text = pod({ spec: '  restartPolicy: ""\n  dnsPolicy: ""\n  hostname: ""\n', app });
  expect(podOf(text)).toEqual({
    ...podOf(pod({ app: '      ports: [{containerPort: 80}]\n' })),
    locations: expect.anything(),
    origin: expect.anything(),
  });
  expect(problemsOf(pod().replace('image: app:1', 'image: ""'))).toEqual([
    'f:7:7: error: containers[0]: image is missing',
  ]);
});

it('a 0 in a probe is the default', () => {
  const zeros =
    '{tcpSocket: {port: 80}, periodSeconds: 0, timeoutSeconds: 0, successThreshold: 0, failureThreshold: 0}';
  expect(appOf(pod({ app: `      livenessProbe: ${zeros}\n` })).livenessProbe).toMatchObject({
    periodSeconds: 10,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
  });
});

it.each([
  ['v1', 'PersistentVolume'],
  ['apiregistration.k8s.io/v1', 'APIService'],
  ['v1', 'ServiceAccount'],
  ['example.com/v1', 'Pods'],
  ['serving.knative.dev/v1', 'Service'],
])('%s %s is left out with a warning', (apiVersion, kind) => {
  const other = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n---\n`;
  expect(problemsOf(other + pod())).toEqual([`f:2:7: warning: ignored here: a document of kind ${kind}`]);
});

it('a pod as `kubectl get pod -o yaml` prints it is read, with the files that a cluster adds', () => {
  const text = lines(`
    apiVersion: v1
    kind: Pod
    metadata:
      creationTimestamp: "2026-01-01T00:00:00Z"
      name: web
      namespace: default
      uid: 6c0a
    spec:
      containers:
      - image: i
        name: web
        resources: {}
        terminationMessagePath: /dev/termination-log
        volumeMounts:
        - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
          name: kube-api-access-x
          readOnly: true
      serviceAccountName: default
      volumes:
      - name: kube-api-access-x
        projected:
          defaultMode: 420
          sources:
          - serviceAccountToken: {expirationSeconds: 3607, path: token}
          - configMap:
              items: [{key: ca.crt, path: ca.crt}]
              name: kube-root-ca.crt
          - downwardAPI:
              items:
              - fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}
                path: namespace
    status:
      phase: Running
  `);
  const { volumes } = podOf(text);
  expect(volumes[0]).toMatchObject({ files: [{ path: 'token' }, { path: 'ca.crt' }, { path: 'namespace' }] });
});
