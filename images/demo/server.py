"""A small web service. It answers in plain HTTP, logs one line a request, and on SIGTERM finishes what it has begun.

GET /             a greeting, as JSON
GET /healthz      "ok"
GET /slow?ms=500  the greeting, half a second later

PORT  where to listen (8080)
"""

import json
import os
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Service(ThreadingHTTPServer):
    """The server, and how many requests it is answering."""

    request_queue_size = 128

    def __init__(self, port):
        super().__init__(("", port), Handler)
        self.stopping = False
        self.busy = 0
        self.idle = threading.Condition()

    def stop(self):
        self.stopping = True
        self.shutdown()

    def finish(self):
        with self.idle:
            self.idle.wait_for(lambda: self.busy == 0)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        try:
            super().handle()
        except ConnectionResetError:
            pass  # A client that keeps its connection open may drop it between two requests.

    def do_GET(self):
        with self.server.idle:
            self.server.busy += 1
        try:
            self.answer()
        finally:
            with self.server.idle:
                self.server.busy -= 1
                self.server.idle.notify_all()

    def answer(self):
        url = urlsplit(self.path)
        if url.path == "/healthz":
            self.reply(200, "text/plain", "ok\n")
        elif url.path == "/":
            self.greet()
        elif url.path == "/slow":
            time.sleep(int(parse_qs(url.query).get("ms", ["1000"])[0]) / 1000)
            self.greet()
        else:
            self.reply(404, "text/plain", "not found\n")

    def greet(self):
        greeting = {
            "greeting": "hello",
            "requestId": self.headers["X-Request-Id"],
            "hostname": socket.gethostname(),
        }
        self.reply(200, "application/json", json.dumps(greeting) + "\n")

    def reply(self, status, content_type, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.server.stopping:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        request_id = self.headers["X-Request-Id"] or "-"
        print(f"{self.command} {self.path} {int(code)} peer={self.client_address[0]} id={request_id}", flush=True)

    def log_message(self, format, *args):
        print(format % args, flush=True)


def main():
    port = int(os.environ.get("PORT", "8080"))
    service = Service(port)
    # shutdown() waits for the loop that this signal has interrupted, so it cannot run in the handler itself.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=service.stop).start())
    print(f"listening on port {port}", flush=True)
    service.serve_forever(poll_interval=0.05)
    print("stopping", flush=True)
    service.finish()


if __name__ == "__main__":
    main()
