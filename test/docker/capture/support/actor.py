"""Opens and takes real connections inside a network namespace, as whatever user it is told to be.

One JSON request a line on stdin, one JSON answer a line on stdout: {"id": 1, "do": "connect", ...} -> {"id": 1, ...}.
Each request is carried out by a child process of its own, which takes on the user before it makes a socket: the
kernel remembers who made a socket, not who uses it.

Every listener first sends one line that says who answered, whom it sees and what the original destination was, and then
echoes lines. So a client knows from its own connection where it ended up.
"""
import json
import os
import signal
import socket
import struct
import sys
import threading

SO_ORIGINAL_DST = 80
IP_TRANSPARENT = 19
children = {}


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in iter(sys.stdin.readline, ''):
        request = json.loads(line)
        kept = children.get(request.get('key'))
        if kept and request['do'] in ('talk', 'close', 'report'):
            tell(request, line, *kept)
            continue
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(write_end)
            carry_out(request, read_end)
        os.close(read_end)
        if 'key' in request:
            children[request['key']] = child, write_end
        else:
            os.close(write_end)


def tell(request, line, child, write_end):
    """Passes an order on. What is closed has ended before that is answered: until then it holds its port."""
    try:
        os.write(write_end, line.encode())
    except BrokenPipeError:
        answer(request, error='it has ended by itself')
        return
    if request['do'] != 'close':
        return
    try:
        os.waitpid(child, 0)
    except ChildProcessError:
        pass  # with SIGCHLD ignored, this is how its end is told
    del children[request['key']]
    os.close(write_end)
    answer(request, closed=True)


def carry_out(request, control):
    try:
        become(request)
        answer(request, **DO[request['do']](request, control))
    except Exception as error:
        answer(request, error=type(error).__name__ + ': ' + str(error))
    os._exit(0)


def become(request):
    if 'groups' in request:
        os.setgroups(request['groups'])
    if 'gid' in request:
        os.setresgid(*[request['gid']] * 3)
    if 'uid' in request:
        os.setresuid(*[request['uid']] * 3)


def answer(request, **fields):
    os.write(1, (json.dumps({'id': request['id'], **fields}) + '\n').encode())


# Clients

def family_of(host):
    return socket.AF_INET6 if ':' in host else socket.AF_INET


def new_client(request):
    kind = socket.SOCK_DGRAM if request.get('protocol') == 'udp' else socket.SOCK_STREAM
    client = socket.socket(family_of(request['host']), kind)
    client.settimeout(request.get('timeout', 2))
    if request.get('mark'):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, request['mark'])
    if request.get('transparent'):
        client.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    if 'source' in request or 'sourcePort' in request:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.bind((request.get('source', ''), request.get('sourcePort', 0)))
    return client


def attempt(request):
    """One connection, or datagram, and what came back."""
    try:
        client = new_client(request)
        client.connect((request['host'], request['port']))
        if request.get('protocol') == 'udp':
            client.send(b'hello\n')
        answered = json.loads(client.makefile().readline() or '{"error": "closed"}')
    except ConnectionRefusedError:
        return {'error': 'refused'}
    except ConnectionResetError:
        return {'error': 'reset'}
    except (TimeoutError, socket.timeout):
        return {'error': 'timeout'}
    except OSError as error:
        return {'error': error.strerror or str(error)}
    return {**answered, 'own': text(client.getsockname())}


def connect(request, control):
    return attempt(request)


def keep(request, control):
    """Holds a connection open, and says something over it whenever it is told to."""
    client = new_client(request)
    client.connect((request['host'], request['port']))
    stream = client.makefile('rw')
    answer(request, **json.loads(stream.readline()), own=text(client.getsockname()))
    for line in iter(os.fdopen(control).readline, ''):
        order = json.loads(line)
        if order['do'] == 'close':
            client.close()
            os._exit(0)
        try:
            stream.write(order['text'] + '\n')
            stream.flush()
            answer(order, heard=stream.readline().rstrip('\n'))
        except Exception as error:
            answer(order, error=type(error).__name__)
    os._exit(0)


def load(request, control):
    """Connects as fast as it can with several workers, until it is told to report; counts who answered."""
    counts, lock, stop = {}, threading.Lock(), threading.Event()

    def work():
        while not stop.is_set():
            answered = attempt(request)
            name = answered.get('by') or answered.get('error')
            with lock:
                counts[name] = counts.get(name, 0) + 1
            stop.wait(0.002)  # ports wait a minute before they are free again

    workers = [threading.Thread(target=work) for _ in range(request['workers'])]
    for worker in workers:
        worker.start()
    answer(request, started=True)
    order = json.loads(os.fdopen(control).readline() or '{"id": 0}')
    stop.set()
    for worker in workers:
        worker.join()
    return answer(order, counts=counts) or os._exit(0)


# Listeners

def listen(request, control):
    host, port = request['host'], request['port']
    if request.get('protocol') == 'udp':
        return serve_udp(request, host, port)
    server = socket.socket(family_of(host), socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family_of(host) == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if request.get('both') else 1)
    if request.get('transparent'):
        server.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
        if family_of(host) == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, 75, 1)
    server.bind((host, port))
    server.listen(512)
    answer(request, listening=True)
    threading.Thread(target=until_closed, args=(control,), daemon=True).start()
    while True:
        connection, peer = server.accept()
        threading.Thread(target=converse, args=(request, connection, peer), daemon=True).start()


def until_closed(control):
    """A listener ends when it is told to, or when its parent does."""
    os.fdopen(control).readline()
    os._exit(0)


def converse(request, connection, peer):
    try:
        stream = connection.makefile('rw')
        said = {
            'by': request['name'],
            'peer': text(peer),
            'local': text(connection.getsockname()),
            'original': original(connection, socket.SOL_IP),
            'original6': original(connection, socket.IPPROTO_IPV6),
        }
        stream.write(json.dumps(said) + '\n')
        stream.flush()
        for line in stream:
            stream.write(line)
            stream.flush()
    except OSError:
        pass


def serve_udp(request, host, port):
    server = socket.socket(family_of(host), socket.SOCK_DGRAM)
    server.bind((host, port))
    answer(request, listening=True)
    while True:
        _, peer = server.recvfrom(4096)
        server.sendto((json.dumps({'by': request['name'], 'peer': text(peer)}) + '\n').encode(), peer)


def original(connection, level):
    try:
        raw = connection.getsockopt(level, SO_ORIGINAL_DST, 28)
    except OSError as error:
        return error.strerror
    if level == socket.SOL_IP:
        return text((socket.inet_ntoa(raw[4:8]), struct.unpack('!H', raw[2:4])[0]))
    return text((socket.inet_ntop(socket.AF_INET6, raw[8:24]), struct.unpack('!H', raw[2:4])[0]))


def text(name):
    host = name[0].replace('::ffff:', '') if '.' in name[0] else name[0]
    return ('[%s]:%d' if ':' in host else '%s:%d') % (host, name[1])


# DNS

def query_bytes(name, number):
    labels = b''.join(bytes([len(part)]) + part.encode() for part in name.split('.'))
    return struct.pack('!HHHHHH', number, 0x0100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('!HH', 1, 1)


def first_address(message):
    answers = struct.unpack('!H', message[6:8])[0]
    return socket.inet_ntoa(message[-4:]) if answers else 'rcode %d' % (message[3] & 15)


def ask_dns(message, host, port, protocol, source=None, source_port=0, timeout=2):
    kind = socket.SOCK_DGRAM if protocol == 'udp' else socket.SOCK_STREAM
    client = socket.socket(socket.AF_INET, kind)
    client.settimeout(timeout)
    if source or source_port:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        client.bind((source or '', source_port))
    client.connect((host, port))
    if protocol == 'udp':
        client.send(message)
        return client.recv(4096)
    client.sendall(struct.pack('!H', len(message)) + message)
    return read_tcp(client)


def read_tcp(client):
    stream = client.makefile('rb')
    size = struct.unpack('!H', stream.read(2))[0]
    return stream.read(size)


def resolve(request, control):
    message = query_bytes(request['name'], 4242)
    try:
        reply = ask_dns(message, request['host'], 53, request['protocol'], request.get('source'),
                        request.get('sourcePort', 0), request.get('timeout', 2))
    except (TimeoutError, socket.timeout):
        return {'error': 'timeout'}
    except OSError as error:
        return {'error': error.strerror or str(error)}
    return {'address': first_address(reply)}


def dns_server(request, control):
    """Answers every question with one address, or forwards it; counts what it saw, and reports it when told to."""
    seen, lock = [], threading.Lock()

    def handle(message, protocol):
        name = '.'.join(labels_of(message))
        with lock:
            seen.append(protocol + ' ' + name)
        if 'address' in request:
            header = message[:2] + b'\x81\x80' + b'\0\x01\0\x01\0\0\0\0'
            end = message.index(b'\0', 12) + 5
            return header + message[12:end] + b'\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04' + socket.inet_aton(request['address'])
        return ask_dns(message, '127.0.0.11', 53, protocol, request.get('upstreamSource'), request.get('upstreamPort', 0))

    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((request['host'], request['port']))
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((request['host'], request['port']))
    tcp.listen(64)

    def one_udp(message, peer):
        try:
            udp.sendto(handle(message, 'udp'), peer)
        except OSError:
            pass

    def serve_tcp():
        while True:
            connection, _ = tcp.accept()
            try:
                reply = handle(read_tcp(connection), 'tcp')
                connection.sendall(struct.pack('!H', len(reply)) + reply)
            except (OSError, struct.error):
                pass
            connection.close()

    def serve():
        while True:
            message, peer = udp.recvfrom(4096)
            threading.Thread(target=one_udp, args=(message, peer), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    threading.Thread(target=serve_tcp, daemon=True).start()
    answer(request, listening=True)
    for line in iter(os.fdopen(control).readline, ''):
        order = json.loads(line)
        if order['do'] == 'close':
            os._exit(0)
        with lock:
            answer(order, seen=seen[:])
            seen.clear()
    os._exit(0)


def labels_of(message):
    at = 12
    while message[at]:
        yield message[at + 1:at + 1 + message[at]].decode()
        at += message[at] + 1


DO = {'connect': connect, 'keep': keep, 'load': load, 'listen': listen, 'resolve': resolve, 'dns': dns_server}

main()
