"""A server for webhooks that answers as its path says, for tst_notifier_webhook.

Usage: https_receiver.py <folder> [--plain]. The folder holds server.pem and server.key. Prints its port. Each request is a line of JSON in
<folder>/requests.log: path, headers, body. Paths: /ok, /status/<n>, /flaky (503 twice, then 200), /huge (200 and an endless body), /huge500,
/headers (endless), /hang (never answers), /redirect (to /ok), /echo (400 with the Authorization header in its body).
"""

import http.server
import json
import os
import ssl
import sys
import threading

FOLDER = sys.argv[1]
flaky = 0


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.answer(200, b"a page")

    def do_POST(self):
        global flaky
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        with open(os.path.join(FOLDER, "requests.log"), "a") as log:
            log.write(json.dumps({"path": self.path, "headers": dict(self.headers), "body": body}) + "\n")
        try:
            if self.path == "/hang":
                self.connection.recv(1)
            elif self.path == "/flaky":
                flaky += 1
                self.answer(200 if flaky > 2 else 503, b"busy")
            elif self.path in ("/huge", "/huge500"):
                self.send_response(500 if self.path == "/huge500" else 200)
                self.end_headers()
                while True:
                    self.wfile.write(b"x" * 65536)
            elif self.path == "/headers":
                self.send_response(200)
                while True:
                    self.send_header("X-More", "x" * 1000)
                    self.flush_headers()
            elif self.path == "/redirect":
                self.answer(302, b"", [("Location", "/ok")])
            elif self.path == "/echo":
                self.answer(400, b"you said " + self.headers.get("Authorization", "").encode())
            elif self.path.startswith("/status/"):
                self.answer(int(self.path[8:]), b'"no\nway"')
            else:
                self.answer(200, b"thanks")
        except OSError:
            pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, address: None
    if "--plain" not in sys.argv:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(server.server_address[1], flush=True)
    # The test holds our standard input; when it is gone, so are we.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve_forever()


main()
