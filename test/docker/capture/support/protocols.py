"""A server and a client of several protocols: `serve PORT TLS_PORT`, or `upload|tls|websocket HOST PORT`."""
import base64
import hashlib
import http.server
import os
import socket
import ssl
import struct
import sys
import threading

GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
UPLOAD = 200 * 1000 * 1000


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        if self.headers.get('Upgrade') == 'websocket':
            return self.upgrade()
        self.reply('hello %s, I am at %s' % (self.client_address[0], self.connection.getsockname()[0]))

    def do_PUT(self):
        digest, left = hashlib.sha256(), int(self.headers['Content-Length'])
        while left:
            chunk = self.rfile.read(min(left, 1 << 20))
            digest.update(chunk)
            left -= len(chunk)
        self.reply(digest.hexdigest())

    def reply(self, text):
        self.send_response(200)
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def upgrade(self):
        key = hashlib.sha1((self.headers['Sec-WebSocket-Key'] + GUID).encode()).digest()
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept', base64.b64encode(key).decode())
        self.end_headers()
        for text in iter(lambda: read_frame(self.rfile), b'bye'):
            self.wfile.write(frame(b'echo ' + text))
        self.close_connection = True

    def log_message(self, *_):
        pass


def frame(text, mask=None):
    head = bytes([0x81, (0x80 if mask else 0) | len(text)])
    return head + (mask + masked(text, mask) if mask else text)


def masked(text, mask):
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))


def read_frame(stream):
    head = stream.read(2)
    mask = stream.read(4) if head[1] & 0x80 else None
    text = stream.read(head[1] & 0x7F)
    return masked(text, mask) if mask else text


def context(side):
    """A cipher without certificates: what counts here is that the bytes arrive."""
    made = ssl.SSLContext(side)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers('AECDH-AES256-SHA:@SECLEVEL=0')
    return made


def serve(port, tls_port):
    tls = socket.create_server(('0.0.0.0', int(tls_port)))
    threading.Thread(target=serve_tls, args=(tls,), daemon=True).start()
    http.server.ThreadingHTTPServer(('0.0.0.0', int(port)), Handler).serve_forever()


def serve_tls(listener):
    while True:
        connection, _ = listener.accept()
        with context(ssl.PROTOCOL_TLS_SERVER).wrap_socket(connection, server_side=True) as secure:
            secure.sendall(b'secret ' + secure.recv(100))


def upload(host, port):
    server = socket.create_connection((host, int(port)), 60)
    server.sendall(b'PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n' % UPLOAD)
    digest, chunk = hashlib.sha256(), os.urandom(1000 * 1000)
    for _ in range(UPLOAD // len(chunk)):
        digest.update(chunk)
        server.sendall(chunk)
    answer = server.makefile().read()
    print('intact' if answer.endswith(digest.hexdigest()) else answer)


def tls(host, port):
    client = socket.create_connection((host, int(port)), 10)
    with context(ssl.PROTOCOL_TLS_CLIENT).wrap_socket(client) as secure:
        secure.sendall(b'hello')
        print(secure.recv(100).decode(), secure.version())


def websocket(host, port):
    client = socket.create_connection((host, int(port)), 10)
    client.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                   b'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n')
    stream = client.makefile('rb')
    status = stream.readline().decode().strip()
    while stream.readline().strip():
        pass
    heard = []
    for text in (b'one', b'two'):
        client.sendall(frame(text, b'mask'))
        heard.append(read_frame(stream).decode())
    client.sendall(frame(b'bye', b'mask'))
    print(status, heard)


{'serve': serve, 'upload': upload, 'tls': tls, 'websocket': websocket}[sys.argv[1]](*sys.argv[2:])
