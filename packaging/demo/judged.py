"""The part of the story in which rollouts judge themselves: one candidate per way to be bad, and one that is good."""

import os
import re
import signal
import time
from pathlib import Path

from fleet import StepFailed, wait_for

PLAN = Path("resources/plans/demo.yaml")
CANARIES = 2
KILLS = 3  # restarts within ten minutes that make a crash loop, as in the plan's default
ENDED = ("ROLLOUT_STATE_SUCCEEDED", "ROLLOUT_STATE_FAILED", "ROLLOUT_STATE_ROLLED_BACK")


def short(name):
    """ROLLOUT_STATE_ROLLED_BACK -> rolled back"""
    return name.split("_STATE_")[-1].split("VERDICT_")[-1].lower().replace("_", " ")


class Judged:
    """Begins planned rollouts of one workload on a running fleet and watches how they end."""

    def __init__(self, fleet, workload):
        self.fleet, self.workload = fleet, workload
        self.rows = []

    def plan(self, version, approvals=None, canaries=CANARIES, slow_ms=None):
        """The demonstration's plan for another version; `approvals` names the wave that asks for one, `slow_ms` says from
        when an answer is slow."""
        text = (self.fleet.root / PLAN).read_text().replace("to: 2.0.0", f"to: {version}")
        text = text.replace(f"size: {CANARIES}\n", f"size: {canaries}\n")
        if slow_ms:
            text = re.sub(r"slow_ms: \d+", f"slow_ms: {slow_ms}", text)
        if approvals:
            text = text.replace(f"- name: {approvals}\n", f"- name: {approvals}\n    approvals: {{count: 1}}\n")
        path = self.fleet.out / "plans" / f"{version}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def begin(self, version, **plan):
        return self.fleet.ask("rollouts", "create", "-f", self.plan(version, **plan), "--start")["id"]

    def show(self, rollout):
        return self.fleet.ask("rollouts", "show", rollout)

    def wave(self, rollout, name):
        return next(w for w in self.show(rollout)["waves"] if w["name"] == name)

    def ends_by_itself(self, plan):
        """A service that passes its trial and then ends again and again; begun, and caught while other things are done."""
        began = time.monotonic()
        rollout = self.fleet.ask("rollouts", "create", "-f", self.fleet.root / plan, "--start")["id"]
        return lambda: self.record("a service that ends by itself", self.wait_end(rollout, "ROLLED_BACK", 180), began)

    def wait_end(self, rollout, state, seconds):
        shown = wait_for(f"end of {rollout}", lambda: (r := self.show(rollout))["state"] in ENDED and r, seconds)
        if shown["state"] != f"ROLLOUT_STATE_{state}":
            raise StepFailed(f"{rollout} is {short(shown['state'])}: {shown['message']}")
        return shown

    def record(self, case, rollout, began):
        """One row of the summary: how it ended, on what odds, after how long, and how many nodes were given it."""
        judged = max((w for w in rollout["waves"] if w["looks"] != "0"), key=lambda w: w["place"], default=None)
        row = {"case": case, "version": rollout["to"], "state": short(rollout["state"]), "reason": rollout["reason"],
               "odds": round(judged["odds"], 1) if judged else 1, "seconds": round(time.monotonic() - began, 1),
               "given": sum(1 for n in rollout["nodes"] if n["generation"] != "0"),
               "why": rollout["message"] or (judged["why"] if judged else "")}
        self.rows.append(row)
        return row

    def promote_by_evidence(self, version, **plan):
        began = time.monotonic()
        rollout = self.wait_end(self.begin(version, **plan), "SUCCEEDED", 240)
        passed = [w["name"] for w in rollout["waves"] if w["state"] == "WAVE_STATE_PASSED" and w["verdict"] == "VERDICT_PASS"]
        row = self.record("a better version", rollout, began)
        return row, passed

    def caught(self, case, version, **plan):
        """A candidate that the canary must catch: taken back without a hand, and never given to more nodes."""
        began = time.monotonic()
        return self.record(case, self.wait_end(self.begin(version, **plan), "ROLLED_BACK", 180), began)

    def turns_bad_while_waiting(self, version):
        """The canary passed and people are asked; then its workers crash again and again."""
        began = time.monotonic()
        rollout = self.begin(version, approvals="eu-west")
        wait_for("the question for approval",
                 lambda: self.wave(rollout, "eu-west")["state"] == "WAVE_STATE_AWAITING_APPROVAL", 120)
        canaries = [n["node_name"] for n in self.show(rollout)["nodes"] if n["generation"] != "0"]
        for _ in range(KILLS):
            for name in canaries:
                self.kill_worker(name)
        return self.record("turns bad while it waits for an approval", self.wait_end(rollout, "ROLLED_BACK", 120), began)

    def kill_worker(self, name):
        """Ends the newest worker of a node as a crash would, and waits until the agent has another."""
        before = wait_for(f"a worker of {name}", lambda: self.workers(name), 60)
        os.kill(before[-1], signal.SIGKILL)
        wait_for(f"another worker of {name}", lambda: (now := self.workers(name)) and now[-1] != before[-1], 60)

    def workers(self, name):
        """Children of the agent, whichever of its threads began them, oldest first."""
        threads = Path(f"/proc/{self.fleet.processes[name].pid}/task")
        return sorted(int(pid) for thread in threads.iterdir() for pid in (thread / "children").read_text().split())
