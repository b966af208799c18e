"""An artifact registry that misbehaves on demand, for tst_downloader.

Usage: https_server.py <folder> [--tls12]. The folder holds server.pem, server.key and ca.pem (clients must show a certificate of that
authority), and per blob <hex> with its bytes and <hex>.mode with how to behave. Prints its port, and appends one line per request to
requests.log: the path and the Range header, or "-".
"""

import http.server
import os
import re
import ssl
import sys
import threading

FOLDER = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.close_connection = True
        wanted = self.headers.get("Range", "-")
        with open(os.path.join(FOLDER, "requests.log"), "a") as log:
            log.write(self.path + " " + wanted + "\n")
        match = re.fullmatch(r"/v2/flotilla/blobs/sha256:([0-9a-f]{64})", self.path)
        if not match or not os.path.exists(os.path.join(FOLDER, match[1])):
            return self.answer(404, b"")
        with open(os.path.join(FOLDER, match[1]), "rb") as blob:
            content = blob.read()
        first = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted != "-" else 0
        with open(os.path.join(FOLDER, match[1] + ".mode")) as mode:
            name, _, argument = mode.read().partition(" ")
        getattr(self, name)(content, first, argument)

    def answer(self, status, body, headers=(), length=None):
        self.send_response(status)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def part(self, content, first):
        total = len(content)
        if first == 0:
            return 200, content, []
        if first >= total:
            return 416, b"", [("Content-Range", f"bytes */{total}")]
        return 206, content[first:], [("Content-Range", f"bytes {first}-{total - 1}/{total}")]

    def normal(self, content, first, argument):
        status, body, headers = self.part(content, first)
        self.answer(status, body, headers)

    def whole(self, content, first, argument):
        """Ignores the range."""
        self.answer(200, content)

    def range(self, content, first, argument):
        """Answers with the given Content-Range, whatever was asked for."""
        self.answer(206, content[first:], [("Content-Range", argument)])

    def cut(self, content, first, argument):
        """Promises everything and closes after the given number of bytes."""
        status, body, headers = self.part(content, first)
        self.answer(status, body[: int(argument)], headers, len(body))

    def unframed(self, content, first, argument):
        """Sends no length: the end of the connection is the end of the body."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def endless(self, content, first, argument):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(content)
        except OSError:
            pass

    def endless_head(self, content, first, argument):
        self.send_response(200)
        try:
            while True:
                self.send_header("X-More", "x" * 1000)
                self.flush_headers()
        except OSError:
            pass

    def stall(self, content, first, argument):
        """Sends the given number of bytes, then nothing until the other side leaves."""
        status, body, headers = self.part(content, first)
        self.answer(status, body[: int(argument)], headers, len(body))
        try:
            self.connection.recv(1)
        except OSError:
            pass

    def status(self, content, first, argument):
        self.answer(int(argument), b"no")

    def redirect(self, content, first, argument):
        self.answer(302, b"", [("Location", argument)])

    def gzip(self, content, first, argument):
        self.answer(200, content, [("Content-Encoding", "gzip")])


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))
    context.load_verify_locations(os.path.join(FOLDER, "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if "--tls12" in sys.argv:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, address: None
    # The handshake belongs to the thread of its connection, so that a client that stalls in it stops nobody else.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    # The test holds our standard input; when it is gone, so are we.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve_forever()


main()
