"""Real processes of a demo fleet: flotillad, node agents, and flotillactl to talk to them."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

PORTS = ("agents", "operators", "web", "artifacts", "enrolment")


class StepFailed(Exception):
    """What did not hold, for people."""


def wait_for(what, condition, seconds):
    """Polls until `condition()` is true and returns its value; StepFailed after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise StepFailed(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.2)


def set_options(settings):
    return [word for setting in settings for word in ("--set", setting)]


class Fleet:
    def __init__(self, bin_dir, out, root, server=(), agents=()):
        """`server` and `agents` are settings on top of those that every demonstration has."""
        self.bin, self.out, self.root = Path(bin_dir), Path(out), Path(root)
        self.server, self.agents = set_options(server), set_options(agents)
        self.processes = {}
        self.ports = dict.fromkeys(PORTS, 0)

    def start(self, name, arguments):
        log = open(self.out / f"{name}.log", "ab")
        process = subprocess.Popen([str(a) for a in arguments], stdout=log, stderr=log, start_new_session=True)
        self.processes[name] = process
        (self.out / "pids").write_text("".join(f"{p.pid} {n}\n" for n, p in self.processes.items()))
        return process

    def stop(self, name, how=signal.SIGTERM, seconds=20):
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self):
        for name in sorted(self.processes, key=lambda n: n == "flotillad"):
            self.stop(name)

    def start_server(self):
        ready = self.out / "server" / "ports.json"
        ready.unlink(missing_ok=True)
        sets = set_options(f"listen.{key}={self.ports[key]}" for key in PORTS)
        server = self.start("flotillad", [self.bin / "flotillad", "--data", self.out / "server", "--set",
                                          "nodes.report_interval=2s", "--set", "nodes.learning_max=2s", "--set",
                                          "objectives.slot=5s", "--set", "objectives.node_slot=10s",
                                          "--first-admin", "off", *self.server, *sets])

        def listening():
            if server.poll() is not None:
                raise StepFailed(f"flotillad ended, see {self.out / 'flotillad.log'}")
            return ready.exists()

        wait_for("flotillad listening", listening, 20)
        self.ports = json.loads(ready.read_text())

    def start_console(self):
        """The desktop console on this fleet, over the socket in the server's data directory."""
        return self.start("console", [self.bin / "flotilla", "--data", self.out / "server", "--environment", "DEMO"])

    def ctl(self, *arguments, check=True):
        """Runs flotillactl and returns its output; StepFailed with its own words if it refuses."""
        command = [str(self.bin / "flotillactl"), "--data", str(self.out / "server"), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if check and done.returncode != 0:
            raise StepFailed(f"flotillactl {' '.join(map(str, arguments))}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def ask(self, *arguments):
        return json.loads(self.ctl("-o", "json", *arguments))

    def enrol(self, site, number, *options):
        folder = self.out / f"{site}-{number}"
        token = self.out / f"{site}-{number}.token"
        with open(os.open(token, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.ctl("token", "create", "--site", site, *options))
        command = [self.bin / "flotilla-agent", "enrol", "--data", folder, "--server", f"127.0.0.1:{self.ports['enrolment']}",
                   "--token-file", token, "--root", self.out / "keys" / "root.json"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False)
        token.unlink()
        if done.returncode != 0:
            raise StepFailed(f"enrolling {site}-{number}: {done.stderr.strip()}")
        return done.stdout.strip()

    def start_agent(self, name, *more):
        return self.start(name, [self.bin / "flotilla-agent", "run", "--data", self.out / name, "--set", "report_interval=2s",
                                 "--set", "backoff_max=2s", *self.agents, *more])

    def nodes(self):
        return self.ask("nodes", "list", "--limit", 1000)["nodes"]

    def summary(self, workload):
        return self.ask("workload", "summary", workload)

    def requests(self, workload, version=None):
        """Requests per node, of one version or of all."""
        counts = {}
        for item in self.summary(workload)["nodes"]:
            if version in (None, item["totals"]["version"]):
                counts[item["node"]] = counts.get(item["node"], 0) + int(item["totals"]["requests"])
        return counts
