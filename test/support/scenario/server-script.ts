import type { ServerPlan } from './plan.ts';
import { selfSigned } from './tls.ts';

/** Answers each request by a table from paths to statuses, and says it; nothing but Python's standard library. */
const http = `
import http.server, json, ssl, sys, time
plan, begin, second = json.loads(sys.argv[1]), time.monotonic(), float(sys.argv[3])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print('GET ' + self.path, flush=True)
        answer = plan.get(self.path, {'status': 404})
        status, after = answer['status'], answer.get('after')
        if after and time.monotonic() - begin >= after['seconds'] * second:
            status = after['status']
        self.send_response(status)
        if 'redirect' in answer:
            self.send_header('Location', answer['redirect'])
        self.send_header('Content-Length', '0')
        self.end_headers()
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(('', int(sys.argv[2])), Handler)
if len(sys.argv) > 4:
    open('/tmp/tls.pem', 'w').write(sys.argv[4])
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain('/tmp/tls.pem')
    server.socket = tls.wrap_socket(server.socket, server_side=True)
server.serve_forever()
`;

/** The standard gRPC health service, by hand: one unary call is four HTTP/2 frames, headers as literals. */
const grpc = `
import socket, struct, sys, threading
def frame(kind, flags, stream, body):
    return struct.pack('>I', len(body))[1:] + bytes([kind, flags]) + struct.pack('>I', stream) + body
def header(name, value):
    return bytes([0, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
def read(peer, size):
    data = b''
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part: raise EOFError
        data += part
    return data
def serve(peer):
    try:
        read(peer, 24)
        peer.sendall(frame(4, 0, 0, b''))
        while True:
            head = read(peer, 9)
            size, kind, flags = int.from_bytes(head[:3], 'big'), head[3], head[4]
            stream = int.from_bytes(head[5:], 'big')
            read(peer, size)
            if kind == 4 and not flags & 1:
                peer.sendall(frame(4, 1, 0, b''))
            if kind in (0, 1) and flags & 1:
                peer.sendall(frame(1, 4, stream, b'\\x88' + header('content-type', 'application/grpc'))
                    + frame(0, 0, stream, b'\\0\\0\\0\\0\\x02\\x08\\x01')
                    + frame(1, 5, stream, header('grpc-status', '0')))
    except (EOFError, OSError):
        peer.close()
listener = socket.create_server(('', int(sys.argv[2])))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

export function serverScript({ kind = 'http', paths, port }: ServerPlan, secondMs: number): string {
  const program = kind === 'grpc' ? grpc : http;
  const tls = kind === 'https' ? [selfSigned] : [];
  return ['python3', '-c', program, JSON.stringify(paths), String(port), String(secondMs / 1000), ...tls]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ');
}
