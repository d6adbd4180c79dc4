"""An S3 on 127.0.0.1: moto's server, and in front of it a proxy that breaks requests and keeps account of them."""

import http.client
import http.server
import random
import socketserver
import subprocess
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

from slurm import free_port
from tools import PYTHON, Failed, Skipped, run

SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Server:
    """moto in a process of its own; buckets are gone when it ends."""

    def __init__(self, folder):
        if not PYTHON or run(PYTHON, "-c", "import moto.server", check=False).returncode != 0:
            raise Skipped("no moto on this machine (PyPI: moto[server])")
        self.port = free_port()
        self.log = folder / "moto.log"
        self.process = None

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while True:
            try:
                self.request("GET", "/")
                return self
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > end:
                    self.__exit__()
                    raise Failed(f"moto did not start: {self.log.read_text()[-200:]}") from error
                time.sleep(0.1)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def request(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            # moto wants to know who asks, and does not check it.
            headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def make_bucket(self, name):
        if self.request("PUT", f"/{name}")[0] != 200:
            raise Failed(f"no bucket {name} could be made")

    def put(self, bucket, key, data):
        """Writes an object that everybody may read."""
        if self.request("PUT", f"/{bucket}/{urllib.parse.quote(key)}", data, **{"x-amz-acl": "public-read"})[0] != 200:
            raise Failed(f"{key} could not be written")

    def get(self, bucket, key):
        status, data = self.request("GET", f"/{bucket}/{urllib.parse.quote(key)}")
        if status != 200:
            raise Failed(f"{key} could not be read: {status}")
        return data

    def keys(self, bucket, prefix=""):
        """Everything visible under a prefix."""
        found, token = [], None
        while True:
            query = {"list-type": "2", "prefix": prefix, **({"continuation-token": token} if token else {})}
            status, text = self.request("GET", f"/{bucket}?{urllib.parse.urlencode(query)}")
            if status != 200:
                raise Failed(f"{bucket} could not be listed: {status}")
            page = ElementTree.fromstring(text)
            found += [entry.findtext(f"{NAMESPACE}Key") for entry in page.iter(f"{NAMESPACE}Contents")]
            token = page.findtext(f"{NAMESPACE}NextContinuationToken")
            if not token:
                return sorted(found)

    def uploads(self, bucket):
        """Uploads that were begun and neither completed nor taken back."""
        page = ElementTree.fromstring(self.request("GET", f"/{bucket}?uploads")[1])
        return [entry.findtext(f"{NAMESPACE}Key") for entry in page.iter(f"{NAMESPACE}Upload")]


class Proxy:
    """Answers some requests with 503: most never reach the server, every fifth does and only its answer is lost."""

    def __init__(self, server, rate, seed=1):
        self.server = server
        self.rate = rate
        self.lock = threading.Lock()
        self.random = random.Random(seed)
        # Requests whose path holds this text are all answered with 503.
        self.refused = None
        # (method, path, status of the server or None, whether 503 was answered instead)
        self.requests = []
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self):
                proxy.answer(self)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer

            def log_message(self, *_):
                pass

        class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                """Clients are killed here on purpose."""

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.port = self.listener.server_address[1]
        self.thread = threading.Thread(target=self.listener.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown()
        self.listener.server_close()

    def environment(self):
        return {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_ALLOW_HTTP": "true"}

    def answer(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        if len(body) < length:
            # The client was killed while it sent: a server sees an incomplete request and does nothing.
            handler.close_connection = True
            return
        with self.lock:
            refused = self.refused is not None and self.refused in handler.path
            broken = refused or self.random.random() < self.rate
            lost = broken and not refused and self.random.random() < 0.2
        status, headers, data = None, {}, b""
        if not broken or lost:
            status, headers, data = self.forward(handler, body)
        with self.lock:
            self.requests.append((handler.command, handler.path, status, broken))
        if broken:
            status, headers, data = 503, {"Content-Type": "application/xml"}, SLOW_DOWN
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if "Content-Length" not in headers:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(data)

    def forward(self, handler, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
            for name, value in handler.headers.items():
                if name.lower() != "connection":
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            data = answer.read()
            kept = {name: value for name, value in answer.getheaders()
                    if name.lower() not in ("connection", "transfer-encoding", "content-length")}
            # A HEAD answer tells the length of what it leaves out.
            length = answer.getheader("Content-Length", "0") if handler.command == "HEAD" else len(data)
            kept["Content-Length"] = str(length)
            return answer.status, kept, data
        finally:
            connection.close()

    def count(self, method, key, statuses=(200,)):
        """How often a request for an object had this outcome on the server."""
        with self.lock:
            return sum(1 for m, path, status, _ in self.requests
                       if m == method and urllib.parse.unquote(path.split("?")[0]).endswith(key) and status in statuses)

    def uploaded_parts(self, key):
        """How many parts of an object the server has taken."""
        with self.lock:
            return sum(1 for method, path, status, _ in self.requests
                       if method == "PUT" and status == 200 and f"/{key}?partNumber" in path)

    def broken(self):
        with self.lock:
            return sum(1 for request in self.requests if request[3])
