import { expect, it } from '@jest/globals';
import { jsonPatch } from '../../../../src/api/write/json-patch.ts';
import { mergePatch } from '../../../../src/api/write/merge-patch.ts';
import { strategicPatch } from '../../../../src/api/write/strategic-patch.ts';

// The example of RFC 7396.
it('a merge patch removes by null, merges objects and replaces lists', () => {
  const document = {
    title: 'Goodbye!',
    author: { givenName: 'John', familyName: 'Doe' },
    tags: ['example', 'sample'],
    content: 'This will be unchanged',
  };
  const patch = { title: 'Hello!', phoneNumber: '+01', author: { familyName: null }, tags: ['example'] };
  expect(mergePatch(document, patch)).toEqual({
    title: 'Hello!',
    author: { givenName: 'John' },
    tags: ['example'],
    content: 'This will be unchanged',
    phoneNumber: '+01',
  });
});

it('a key that JavaScript treats in a way of its own is a key as any other', () => {
  const patch = JSON.parse('{"data": {"__proto__": "x"}}');
  const patched = mergePatch({ data: {} }, patch) as { data: object };
  expect(Object.keys(patched.data)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

it.each([
  ['add to a list', [{ op: 'add', path: '/list/1', value: 9 }], { list: [1, 9, 2], map: { 'a/b': 1 } }],
  ['add at its end', [{ op: 'add', path: '/list/-', value: 9 }], { list: [1, 2, 9], map: { 'a/b': 1 } }],
  ['replace', [{ op: 'replace', path: '/map/a~1b', value: 2 }], { list: [1, 2], map: { 'a/b': 2 } }],
  ['remove', [{ op: 'remove', path: '/list/0' }], { list: [2], map: { 'a/b': 1 } }],
  ['move', [{ op: 'move', from: '/list/0', path: '/first' }], { list: [2], map: { 'a/b': 1 }, first: 1 }],
  ['copy', [{ op: 'copy', from: '/list/0', path: '/first' }], { list: [1, 2], map: { 'a/b': 1 }, first: 1 }],
  ['test', [{ op: 'test', path: '/list', value: [1, 2] }], { list: [1, 2], map: { 'a/b': 1 } }],
])('a JSON patch can %s', (_what, patch, expected) => {
  const document = { list: [1, 2], map: { 'a/b': 1 } };
  expect(jsonPatch(document, patch)).toEqual(expected);
  expect(document).toEqual({ list: [1, 2], map: { 'a/b': 1 } });
});

it.each([
  [{ op: 'add' }, 'no list of operations'],
  [['x'], 'an operation is no object'],
  [[{ op: 'fly', path: '/a' }], 'there is no operation "fly"'],
  [[{ op: 'add', path: '/list/7', value: 1 }], 'there is nothing at /list/7'],
  [[{ op: 'remove', path: '/nope' }], 'there is nothing at /nope'],
  [[{ op: 'replace', path: '/__proto__/x', value: 1 }], 'there is nothing at /__proto__/x'],
  [[{ op: 'test', path: '/list', value: [] }], 'testing value /list failed'],
  [[{ op: 'add', path: 'list', value: 1 }], 'does not begin with a slash'],
])('a JSON patch that cannot be is refused: %j', (patch, message) => {
  expect(() => jsonPatch({ list: [1] }, patch as never)).toThrow(message);
});

const pod = {
  metadata: { name: 'web', finalizers: ['a'] },
  spec: {
    containers: [
      { name: 'app', image: 'app:1', ports: [{ containerPort: 80 }], args: ['a', 'b'] },
      { name: 'side', image: 'side:1' },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
  },
};

it('a strategic patch changes a container by its name and leaves the others', () => {
  const patch = {
    spec: {
      '$setElementOrder/containers': [{ name: 'app' }, { name: 'side' }],
      containers: [{ name: 'app', image: 'app:2', args: ['c'] }],
    },
  };
  expect(strategicPatch(pod, patch)).toEqual({
    ...pod,
    spec: {
      ...pod.spec,
      containers: [{ ...pod.spec.containers[0], image: 'app:2', args: ['c'] }, pod.spec.containers[1]],
    },
  });
});

it('a strategic patch adds, removes and orders the items of a list', () => {
  const patch = {
    metadata: { finalizers: ['b'] },
    spec: {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'app' }],
      containers: [
        { name: 'new', image: 'new:1' },
        { $patch: 'delete', name: 'side' },
      ],
      volumes: [{ $retainKeys: ['name', 'configMap'], name: 'data', configMap: { name: 'files' } }],
    },
  };
  const patched = strategicPatch(pod, patch) as typeof pod;
  expect(patched.spec.containers.map(({ name }) => name)).toEqual(['new', 'app']);
  expect(patched.spec.volumes).toEqual([{ name: 'data', configMap: { name: 'files' } }]);
  expect(patched.metadata.finalizers).toEqual(['a', 'b']);
});

it('a strategic patch replaces whole what says so, and deletes words from a list', () => {
  const patch = {
    metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] },
    spec: { volumes: [{ $patch: 'replace' }, { name: 'other', emptyDir: {} }] },
  };
  const patched = strategicPatch(pod, patch) as typeof pod;
  expect(patched.metadata.finalizers).toEqual([]);
  expect(patched.spec.volumes).toEqual([{ name: 'other', emptyDir: {} }]);
});

it('the ports of a Service are merged by their port, those of a container by the container’s', () => {
  const service = { spec: { ports: [{ port: 80, targetPort: 8080 }] } };
  expect(strategicPatch(service, { spec: { ports: [{ port: 81 }] } })).toEqual({
    spec: { ports: [{ port: 80, targetPort: 8080 }, { port: 81 }] },
  });
});
