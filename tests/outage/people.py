"""Operators with accounts of their own, who log in over TLS, and the runs of runbooks whose steps they take."""
import base64
import hashlib
import hmac
import json
import os
import secrets
import struct
import subprocess
import sys
import time

from screen import NotThere, eventually


def one_time_code(secret, now=None):
    """What an app on a phone shows (RFC 6238: SHA-1, 30 seconds, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(now or time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Person:
    def __init__(self, fleet, name, *roles):
        self.fleet, self.name = fleet, name
        self.session = fleet.out / f"{name}.session"
        added = fleet.ask("operator", "add", name, *(word for role in roles for word in ("--role", role)))
        self.password = self.writes("password", secrets.token_urlsafe(16))
        account = self.does("login", "--invitation-file", self.writes("invitation", added["invitation"]),
                            "--new-password-file", self.password)
        if account.get("needs_second_factor"):
            secret = self.does("account", "second-factor", "--prepare")["secret"]
            self.does("account", "second-factor", "--code-file", self.writes("code", one_time_code(secret)),
                      "--recovery-file", self.fleet.out / f"{name}.recovery")

    def writes(self, what, text):
        """A file that only its owner reads, and its path."""
        path = self.fleet.out / f"{self.name}.{what}"
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def tries(self, *words):
        """As below, after a confirmation where it has to be."""
        did, answer = self.says(*words)
        if did or "flotillactl confirm" not in answer:
            return did, answer
        did, answer = self.says("confirm", "--password-file", self.password)
        return self.says(*words) if did else (did, answer)

    def says(self, *words):
        """What flotillactl answers, as (whether it did it, the answer or what it says instead)."""
        command = [self.fleet.bin / "flotillactl", "--server", f"127.0.0.1:{self.fleet.ports['operators']}", "--ca",
                   self.fleet.out / "server" / "pki" / "ca.pem", "--session-file", self.session, "-o", "json", *words]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=600, check=False)
        return (True, json.loads(done.stdout or "{}")) if done.returncode == 0 else (False, done.stderr + done.stdout)

    def does(self, *words):
        did, answer = self.tries(*words)
        if not did:
            raise NotThere(f"{self.name}: {' '.join(map(str, words))}: {answer.strip()}")
        return answer

    def is_refused(self, words, because):
        did, answer = self.tries(*words)
        assert not did and because in answer, f"{self.name} may {' '.join(words)}: {answer}"


class Pager:
    """Takes every page, so that people are told and when they were is known."""

    ROUTES = """receivers:
  - {{name: pager, notifiers: [{{kind: webhook, settings: {{url: 'http://127.0.0.1:{port}/pager'}}}}]}}
route: {{receiver: pager, group_by: [region, objective, node], group_wait: 5s, group_interval: 10s, repeat_interval: 4h}}
"""

    def __init__(self, fleet):
        folder = fleet.out / "pages"
        folder.mkdir()
        script = fleet.root / "tests" / "notify" / "https_receiver.py"
        self.process = subprocess.Popen([sys.executable, script, folder, "--plain"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        routes = fleet.out / "alerting.yaml"
        routes.write_text(self.ROUTES.format(port=self.process.stdout.readline().strip()))
        fleet.ctl("alerting", "apply", routes)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Run:
    def __init__(self, owner, name):
        self.owner, self.name = owner, name

    def shown(self):
        return self.owner.does("runs", "show", self.name)

    def at(self):
        """The step, by its key."""
        return self.shown()["run"].get("step", "")

    def attempt(self):
        return self.shown()["run"]["attempts"][-1]

    def says(self, verb, *more):
        return self.owner.does("runs", verb, self.name, *more)

    def passes(self, *steps):
        """Begins these steps, each of which has to be the one that it is at, and waits for them."""
        for step in steps:
            self.is_at(step)
            self.says("step")
            self.says("wait")

    def is_at(self, step):
        seen = self.at()
        assert seen == step, f"{self.name} is at {seen or 'no step'}, not at {step}"

    def keeps_logs(self, step):
        """A node that comes and goes may have to be asked again."""
        self.is_at(step)

        def kept():
            if self.at() == step:
                self.owner.tries("runs", "step", self.name)
                self.owner.tries("runs", "wait", self.name, "--timeout-wait", "20s")
            return self.at() != step

        eventually("its logs are kept", 180, kept)

    def acts(self, step, approver=None):
        """Through the preview, the agreement of somebody else where it is asked for, and the verification. The preview."""
        self.is_at(step)
        self.says("step")
        preview = self.shown()["preview"]
        digest = self.attempt()["subject"]
        if approver is not None:
            self.owner.is_refused(["runs", "act", self.name, "--digest", digest], "agree")
            approver.is_refused(["runs", "act", self.name, "--digest", digest], f"{self.owner.name} takes the steps")
            approver.does("runs", "approve", self.name, "--digest", digest)
        self.says("act", "--digest", digest)
        self.says("wait", "--timeout-wait", "10m")
        return preview

    def undoes(self, step):
        asked = self.says("undo", step)
        self.says("undo", step, "--digest", asked["digest"])
        return asked

    def is_done(self):
        shown = self.shown()
        assert shown["run"]["state"] == "RUN_STATE_SUCCEEDED", f"{self.name} is {shown['run']['state']}"
        assert shown["intact"], f"the evidence of {self.name} was changed"
