# A proxy that hands every captured connection on to where it wanted to go, and says where that is.
import socket
import struct
import threading


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client):
    raw = client.getsockopt(socket.SOL_IP, 80, 16)  # SO_ORIGINAL_DST
    port, ip = struct.unpack_from('!2xH4s', raw)
    address = socket.inet_ntoa(ip)
    if port == 15001:  # whoever calls the proxy itself wants nothing further
        return client.close()
    print(f'to {address}:{port}')
    with client, socket.create_connection((address, port), timeout=60) as server:
        back = threading.Thread(target=copy, args=(server, client))
        back.start()
        copy(client, server)
        back.join()


with socket.create_server(('', 15001)) as listener:
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
