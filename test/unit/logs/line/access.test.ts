import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAccess } from '../../../../src/logs/line/access.ts';

it('HAProxy, HTTP', () => {
  const line =
    '10.0.1.2:33317 [06/Feb/2026:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"';
  expect(readAccess(line)).toEqual({
    format: 'haproxy-http',
    level: 'info',
    client: '10.0.1.2:33317',
    method: 'GET',
    path: '/index.html',
    protocol: 'HTTP/1.1',
    status: 200,
    durationMs: 109,
    bytes: 2750,
    upstream: 'static/srv1',
  });
});

it('HAProxy, HTTP, behind syslog, without a server that answered', () => {
  const line =
    '<134>Feb  6 12:14:14 lb haproxy[14389]: ::1:33317 [06/Feb/2026:12:14:14.655] in~ be/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"';
  expect(readAccess(line)).toMatchObject({
    format: 'haproxy-http',
    level: 'error',
    client: '::1:33317',
    status: 503,
    upstream: 'be/<NOSRV>',
    flags: 'SC--',
  });
});

it('HAProxy, HTTP, a request that is none', () => {
  const line =
    '127.0.0.1:1 [06/Feb/2026:12:14:14.655] in in/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"';
  const access = readAccess(line);
  expect(access).toMatchObject({ status: 400, level: 'warn', flags: 'PR--' });
  expect(access).not.toHaveProperty('method');
});

it('HAProxy, TCP', () => {
  const line =
    'haproxy[1]: 10.0.1.2:33313 [06/Feb/2026:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0';
  expect(readAccess(line)).toEqual({
    format: 'haproxy-tcp',
    level: 'info',
    client: '10.0.1.2:33313',
    durationMs: 5007,
    bytes: 212,
    upstream: 'bck/srv1',
  });
  expect(readAccess(line.replace(' -- ', ' SC '))).toMatchObject({ level: 'error', flags: 'SC' });
  expect(readAccess(line.replace(' -- ', ' CD '))).toMatchObject({ level: 'warn', flags: 'CD' });
});

it("Envoy's default format", () => {
  const line =
    '[2026-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"';
  expect(readAccess(line)).toEqual({
    format: 'envoy',
    level: 'info',
    client: '10.0.35.28',
    method: 'POST',
    path: '/api/v1/locations',
    protocol: 'HTTP/2',
    host: 'locations',
    status: 204,
    durationMs: 226,
    bytes: 0,
    upstream: 'tcp://10.0.2.1:80',
  });
});

it("Envoy in Istio's format, the upstream refusing", () => {
  const line =
    '[2026-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 503 UF upstream_reset - "delayed_connect_error:_111" 0 135 4 - "-" "curl/7.73.0-DEV" "84961386" "httpbin:8000" "127.0.0.1:80" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 outbound_.8000_._.httpbin default';
  expect(readAccess(line)).toMatchObject({
    format: 'envoy',
    level: 'error',
    status: 503,
    flags: 'UF',
    durationMs: 4,
    host: 'httpbin:8000',
    upstream: '127.0.0.1:80',
  });
});

it('Envoy, a connection that no request came over', () => {
  const line = '[2026-04-15T20:17:00.310Z] "- - -" 0 UF,URX 0 0 12 - "-" "-" "-" "-" "10.0.2.1:80"';
  expect(readAccess(line)).toEqual({
    format: 'envoy',
    level: 'error',
    flags: 'UF,URX',
    durationMs: 12,
    bytes: 0,
    upstream: '10.0.2.1:80',
  });
});

it('HAProxy, HTTP, a client that left: what did not come about is absent', () => {
  const line =
    '10.0.0.1:1 [06/Feb/2026:12:14:14.655] in be/s1 -1/-1/-1/-1/-1 -1 0 - - CR-- 1/1/0/0/0 0/0 "<BADREQ>"';
  expect(readAccess(line)).toEqual({
    format: 'haproxy-http',
    level: 'error',
    client: '10.0.0.1:1',
    bytes: 0,
    upstream: 'be/s1',
    flags: 'CR--',
  });
});

it('combined, of nginx and Apache', () => {
  const line =
    '172.17.0.1 - frank [02/Jan/2026:03:04:05 +0000] "GET /a?b=c HTTP/1.1" 404 153 "http://x/" "curl/8.5" "-"';
  expect(readAccess(line)).toEqual({
    format: 'combined',
    level: 'warn',
    client: '172.17.0.1',
    method: 'GET',
    path: '/a?b=c',
    protocol: 'HTTP/1.1',
    status: 404,
    bytes: 153,
  });
});

it("nginx's error log", () => {
  const line =
    '2026/01/02 03:04:05 [error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 172.17.0.1, server: , request: "GET /x HTTP/1.1", upstream: "http://127.0.0.1:81/x", host: "localhost"';
  expect(readAccess(line)).toMatchObject({
    format: 'nginx-error',
    level: 'error',
    client: '172.17.0.1',
    method: 'GET',
    path: '/x',
    host: 'localhost',
    upstream: 'http://127.0.0.1:81/x',
  });
});

it.each([
  '',
  'hello',
  '{"status":200}',
  '10.0.1.2 says hello',
  '[2026-01-02T03:04:05Z] starting',
  '2026/01/02 03:04:05 plain Go log',
])('%j is no line of a proxy', (line) => {
  expect(readAccess(line)).toBeUndefined();
});

it('neither rubbish nor near misses take long or throw', () => {
  const piece = fc.constantFrom(
    '10.0.0.1:1 ',
    '[',
    ']',
    '"',
    '0/0/0/0/0',
    ' ',
    '200',
    '-',
    'a/b',
    '{',
    '}',
    '2026/01/02 03:04:05 [x] 1#1: ',
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (parts) => void readAccess(parts.join(''))));
  const start = process.cpuUsage();
  for (const near of ['1 ', '1:1 [', '"', '1/', '{}', '- '])
    readAccess(`1.1.1.1:1 [x] f b/s ${near.repeat(8000)}`);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
});
