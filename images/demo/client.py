"""A small client of a web service. It asks for TARGET_URL every INTERVAL_MS, and logs one line a request.

TARGET_URL   what to ask for (http://127.0.0.1:8080/)
INTERVAL_MS  how long from one request to the next (1000)
"""

import itertools
import os
import signal
import threading
import time
import urllib.error
import urllib.request


def ask(url, request_id):
    """Sends one request; returns what to log about it."""
    request = urllib.request.Request(url, headers={"X-Request-Id": request_id})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            response.read()
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError) as error:
        return f"failed: {getattr(error, 'reason', error)}"


def main():
    url = os.environ.get("TARGET_URL", "http://127.0.0.1:8080/")
    interval = int(os.environ.get("INTERVAL_MS", "1000")) / 1000
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    print(f"asking for {url} every {interval:g} s", flush=True)
    for number in itertools.count(1):
        request_id = f"req-{number:04}"
        begin = time.monotonic()
        outcome = ask(url, request_id)
        duration = time.monotonic() - begin
        print(f"GET {url} {outcome} {duration * 1000:.0f} ms id={request_id}", flush=True)
        if stopping.wait(max(0, interval - duration)):
            break
    print("stopping", flush=True)


if __name__ == "__main__":
    main()
