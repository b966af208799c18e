"""What the fleet sees changes in one region: its cameras give less light than the version there can cope with."""

from fleet import wait_for

REGION = "us-east"
SITES = ("baltimore", "montreal")
VERSION = "2.3.0"  # right by day, wrong in the dark; the one before copes with both
DIM = ("--set", "sensor.gain=0.6")
# Minutes instead of days: how often inputs are judged, from which of them a node learns, and how long a window lasts.
SERVER = ("drift.every=1s", "drift.beginning=10s")
AGENT = ("windows.shortest=1s",)


class Drift:
    def __init__(self, fleet, workload):
        self.fleet, self.workload = fleet, workload

    def people(self):
        """Whom pages reach, and the runbook that is for them."""
        resources = self.fleet.root / "resources"
        self.fleet.ctl("alerting", "apply", resources / "alerting" / "demo.yaml")
        self.fleet.ctl("runbooks", "apply", resources / "runbooks" / "inputs-drift.yaml")

    def deploy(self):
        """The region runs the version that cannot cope, and its nodes know what they usually see."""
        self.fleet.ctl("deploy", self.workload, VERSION, "--region", REGION, "--wait")
        wait_for(f"what is usual in {REGION}", self._learnt, 120)

    def _learnt(self):
        standings = self.fleet.ask("drift", "--region", REGION, "--version", VERSION)["standings"]
        return standings and all(standing["learnt"] for standing in standings)

    def dim(self):
        """From now on its cameras give less light."""
        for name in [n for n in self.fleet.processes if n.rsplit("-", 1)[0] in SITES]:
            self.fleet.stop(name)
            self.fleet.start_agent(name, *DIM)
