import { expect, it } from '@jest/globals';
import { startReason, toEngineError } from '../../../../src/docker/transport/errors.ts';

/** As dockerode rejects. */
function rejection(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: { message },
  });
}

it.each([
  [
    '20.10, the port allocator',
    'driver failed programming external connectivity on endpoint p2 (14b1): Bind for 0.0.0.0:8080 failed: port is already allocated',
  ],
  [
    '20.10, the userland proxy',
    'driver failed programming external connectivity on endpoint p2 (14b1): Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use',
  ],
  [
    '28',
    'failed to set up container networking: driver failed programming external connectivity on endpoint p2 (14b1): failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use',
  ],
  [
    'Docker Desktop',
    'Ports are not available: exposing port TCP 0.0.0.0:8080 -> 127.0.0.1:0: listen tcp 0.0.0.0:8080: bind: address already in use',
  ],
  [
    '20.10, all of IPv6',
    'driver failed programming external connectivity on endpoint p2 (14b1): Bind for :::8080 failed: port is already allocated',
  ],
  [
    '20.10, one address of IPv6',
    'driver failed programming external connectivity on endpoint p2 (14b1): Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use',
  ],
  [
    '28, IPv6',
    'failed to set up container networking: driver failed programming external connectivity on endpoint p2 (14b1): failed to bind host port for [::1]:8080:[fd00::2]:80/tcp: address already in use',
  ],
])('a taken port is named (%s)', (_engine, message) => {
  expect(toEngineError('start', rejection(500, message))).toMatchObject({
    code: 'port-taken',
    message: 'cannot start: port 8080 of this machine is taken',
  });
});

it.each([
  [
    'No such image: nope:1',
    404,
    'image-not-found',
    'cannot create c: there is no image nope:1 on the engine',
  ],
  [
    'Conflict. The container name "/a_b_c_0" is already in use by container "14b1". You have to remove (or rename) that container to be able to reuse that name.',
    409,
    'name-conflict',
    'cannot create c: there is a container a_b_c_0 already',
  ],
  [
    'Minimum memory limit allowed is 6MB',
    400,
    'engine',
    'cannot create c: Minimum memory limit allowed is 6MB',
  ],
  [
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    500,
    'engine',
    'cannot create c: the engine has no address range left for another network',
  ],
])('%s', (message, status, code, told) => {
  expect(toEngineError('create c', rejection(status, message))).toMatchObject({ code, message: told });
});

it.each([
  ['ENOENT', 'no-engine', 'no Docker engine answers (ENOENT)'],
  ['ECONNREFUSED', 'no-engine', 'no Docker engine answers (ECONNREFUSED)'],
  ['EACCES', 'no-engine', 'permission denied'],
  ['ECONNRESET', 'no-engine', 'the engine closed the connection'],
])('a socket error %s means that there is no engine', (code, expected, words) => {
  const error = toEngineError('list containers', Object.assign(new Error('connect'), { code }));
  expect(error).toMatchObject({ code: expected, message: `cannot list containers: ${words}` });
});

it.each([
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nope": executable file not found in $PATH: unknown',
    'exec: "nope": executable file not found in $PATH',
  ],
  [
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/etc/passwd": permission denied: unknown',
    'exec: "/etc/passwd": permission denied',
  ],
  [
    'OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: rootfs_linux.go:76: mounting "/a" to rootfs at "/b" caused: not a directory: unknown',
    'mounting "/a" to rootfs at "/b" caused: not a directory',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/a" to rootfs at "/b": not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?',
    'error mounting "/a" to rootfs at "/b": not a directory: Are you trying to mount a directory onto a file (or vice-versa)?',
  ],
  [
    'unable to find user nouser: no matching entries in passwd file',
    'unable to find user nouser: no matching entries in passwd file',
  ],
])('a failed start is told without the noise of the runtime: %s', (message, reason) => {
  expect(startReason(message)).toBe(reason);
});
