"""What goes wrong in the outage, for real: a link that is cut, and a second machine with the identity of a node."""
import shutil
import subprocess
import sys


class Link:
    """Stands between some nodes and the control plane, and can be cut."""

    def __init__(self, fleet):
        script = fleet.root / "tests" / "support" / "faulty_proxy.py"
        self.process = subprocess.Popen([sys.executable, script, "127.0.0.1", str(fleet.ports["agents"])],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().strip()

    def carries(self, fleet, name):
        """From now on this node comes through here."""
        fleet.stop(name)
        known = fleet.out / name / "identity" / "server.yaml"
        before = known.read_text()
        after = before.replace(f"127.0.0.1:{fleet.ports['agents']}", f"127.0.0.1:{self.port}")
        assert after != before, f"{known} does not name the listener of agents"
        known.write_text(after)
        fleet.start_agent(name)

    def set(self, mode):
        self.process.stdin.write(mode + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "ok", f"the link cannot be set to {mode}"

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def copies(fleet, name):
    """All that the agent of this node keeps runs twice from now on. The name of the other program."""
    fleet.stop(name)
    copy = f"{name}-copied"
    shutil.copytree(fleet.out / name, fleet.out / copy, symlinks=True)
    fleet.start_agent(name)
    fleet.start_agent(copy)
    return copy
