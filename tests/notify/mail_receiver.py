"""A mail server that writes down what it is given, for tst_notifier_smtp.

Usage: mail_receiver.py <folder> <mode>. The folder holds server.pem and server.key. Modes: plain, starttls (STARTTLS and AUTH PLAIN or LOGIN of
user "flotilla", password "open sesame"), tls (the same from the first byte), hang (says nothing), refuse (550 to every recipient), busy (451).
Prints its port. Each mail is a line of JSON in <folder>/mails.log, as Python's own parser reads it. (The smtpd module knows neither
STARTTLS nor AUTH, so the few commands that are needed are here.)
"""

import base64
import email
import email.policy
import json
import os
import socket
import ssl
import sys
import threading

FOLDER, MODE = sys.argv[1:3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
if MODE in ("starttls", "tls"):
    context.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))


class Session:
    def __init__(self, connection):
        self.encrypted = MODE == "tls"
        self.connection = context.wrap_socket(connection, server_side=True) if self.encrypted else connection
        self.file = self.connection.makefile("rb")
        self.user, self.sender, self.recipients = None, None, []

    def say(self, *lines):
        for line in lines:
            self.connection.sendall(line.encode() + b"\r\n")

    def ask(self, challenge):
        self.say("334 " + challenge)
        return self.file.readline().strip()

    def login(self, words):
        if words[1].upper() == "PLAIN":
            given = words[2] if len(words) > 2 else self.ask("")
            user, password = base64.b64decode(given).split(b"\0")[1:]
        else:
            user, password = base64.b64decode(self.ask("VXNlcm5hbWU6")), base64.b64decode(self.ask("UGFzc3dvcmQ6"))
        good = (user, password) == (b"flotilla", b"open sesame")
        self.user = user.decode() if good else None
        self.say("235 welcome" if good else "535 no")

    def data(self):
        self.say("354 go on")
        raw = b""
        for line in iter(self.file.readline, b".\r\n"):
            raw += line[1:] if line.startswith(b".") else line
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        record = {
            "user": self.user, "encrypted": self.encrypted, "sender": self.sender, "recipients": self.recipients,
            "longest": max(len(line) for line in raw.split(b"\r\n")), "bare": raw.count(b"\n") != raw.count(b"\r\n"),
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "headers": {name: str(value) for name, value in mail.items()},
            "rawSubject": [line.decode() for line in raw.split(b"\r\n") if line.lower().startswith(b"subject")][0],
            "date": mail["Date"].datetime.isoformat(),
            "parts": [[part.get_content_type(), part.get_content()] for part in mail.iter_parts()],
        }
        with open(os.path.join(FOLDER, "mails.log"), "a") as log:
            log.write(json.dumps(record) + "\n")
        self.say("250 taken")

    def run(self):
        if MODE == "hang":
            self.file.read()
            return
        self.say("220 mail.test ready")
        for line in iter(lambda: self.file.readline(), b""):
            words = line.decode().split()
            command = words[0].upper() if words else ""
            if command in ("EHLO", "HELO"):
                offers = ["STARTTLS"] if MODE == "starttls" and not self.encrypted else []
                offers += ["AUTH PLAIN LOGIN"] if self.encrypted else []
                self.say(*(["250-mail.test"] + ["250-" + offer for offer in offers] + ["250 8BITMIME"]))
            elif command == "STARTTLS" and MODE == "starttls":
                self.say("220 go on")
                self.connection = context.wrap_socket(self.connection, server_side=True)
                self.file, self.encrypted = self.connection.makefile("rb"), True
            elif command == "AUTH":
                self.login(words)
            elif command == "MAIL":
                self.sender = line.decode().split("<")[1].split(">")[0]
                self.say("250 fine")
            elif command == "RCPT":
                self.recipients.append(line.decode().split("<")[1].split(">")[0])
                self.say({"refuse": "550 nobody here", "busy": "451 later"}.get(MODE, "250 fine"))
            elif command == "DATA":
                self.data()
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 what?")


def serve(connection):
    try:
        Session(connection).run()
    except (OSError, ValueError):
        pass
    finally:
        connection.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
# The test holds our standard input; when it is gone, so are we.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
