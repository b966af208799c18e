"""An outage of three faults on the fleet of the demonstration, and its repair.

A model that answers wrongly reaches one region, the links of another are cut, and a node of a third is used by two machines.
Each becomes an incident. Runbooks repair them: that of the bad model is followed in the console, with mouse and keys, and undone;
it and the others are followed on the command line. Somebody else agrees where that is asked for, and what was done is verified.
The post-mortems are looked at in the end.

usage: outage.py --root REPOSITORY --bin PROGRAMS --out DIR, inside a session with X, D-Bus and accessibility. DIR is emptied.
"""
import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from by_console import Console
from faults import Link, copies
from people import Pager, Person, Run
from postmortem import is_complete
from screen import NotThere, eventually

RUNBOOKS = ("failing-deployment", "agents-offline", "node-compromised")
BAD, REGION = "3.0.0", "eu-west"
CUT, CUT_REGION = ("gothenburg-1", "gothenburg-2"), "eu-north"
COPIED = "montreal-1"


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def incident_of(fleet, alert):
    """The open incident with an alert of this name, or None."""
    for incident in fleet.ask("incidents", "list", "--filter", "open:yes")["incidents"]:
        if any(one["labels"].get("alertname") == alert for one in incident["alerts"]):
            return incident["id"]
    return None


def becomes_incident(fleet, alert, runbook):
    name = eventually(f"an incident of {alert}", 240, lambda: incident_of(fleet, alert))
    shown = fleet.ask("incidents", "show", name)
    assert runbook in shown["runbooks"], f"{name} suggests {shown['runbooks']}, not {runbook}"
    say(f"{name}: {shown['incident']['title']}; {runbook} is suggested")
    return name


def suspects(fleet, incident, rollout):
    shown = fleet.ask("incidents", "show", incident)
    first = shown["changes"][0]
    assert first["reference"] == f"rollout/{rollout}" and first["suspected"], f"{incident} names first {first}"
    say(f"{incident} names first: {first['text']}")


def begins(owner, runbook, incident, *inputs):
    owner.does("incidents", "take", incident)
    run = Run(owner, owner.does("runs", "start", runbook, "--incident", incident, *inputs)["run"]["id"])
    say(f"{run.name}: {owner.name} follows {runbook} for {incident}")
    return run


def answers_copied(fleet, alice, bob, incident, copy):
    """Two machines use one identity: both are isolated, the identity is revoked, and the machine is enrolled anew."""
    run = begins(alice, "node-compromised", incident)
    run.passes("look")
    run.keeps_logs("keep")
    run.passes("there")
    run.acts("isolate")
    run.undoes("isolate")
    eventually(f"{COPIED} is not isolated", 30, lambda: not fleet.ask("nodes", "show", COPIED).get("isolated"))
    run.says("jump", "isolate", "--reason", "it was only to see that it can be undone")
    run.acts("isolate")
    run.says("choose", "Two machines use its identity")
    preview = run.acts("revoke", approver=bob)
    assert [target["name"] for target in preview["targets"]] == [COPIED], preview
    say(f"{COPIED} was isolated, let in again, isolated; {bob.name} agreed, and its identity is revoked")
    run.is_at("replace")
    run.says("step")
    for name in (COPIED, copy):
        fleet.stop(name)
    site = COPIED.rsplit("-", 1)[0]
    shutil.move(fleet.out / COPIED, fleet.out / f"{COPIED}-evidence")
    fleet.enrol(site, 1, "--label", f"replaces={COPIED}")
    fleet.start_agent(COPIED)
    run.says("wait", "--timeout-wait", "2m")
    run.says("note", "a disk was copied; the machine is enrolled anew")
    run.is_done()
    resolves(alice, incident)


def answers_cut(fleet, alice, incident, link):
    """A region that cannot be reached: nobody is told of it again, it comes back, and the silence is undone."""
    run = begins(alice, "agents-offline", incident)
    run.passes("look", "there")
    run.says("choose", "A site or the region")
    run.acts("quiet")
    run.is_at("back")
    run.says("step")
    link.set("pass")
    run.says("wait", "--timeout-wait", "3m")
    run.undoes("quiet")
    active = fleet.ask("silences", "list", "--filter", "state:active").get("silences", [])
    assert not active, f"a silence is left: {active}"
    run.says("note", "somebody pulled the cable of the switch")
    run.is_done()
    say(f"{CUT_REGION} is back, and the silence is undone")
    resolves(alice, incident)


def answers_wrong(fleet, alice, bob, incident):
    """What the console followed, on the command line: the bad version came back with a rollout of its own, and goes again."""
    rollout = fleet.ask("rollouts", "list", "--limit", 1)["rollouts"][0]["id"]
    eventually(f"a page of {incident} fires again", 180, lambda: any(
        not one.get("ended") for one in fleet.ask("incidents", "show", incident)["incident"]["alerts"]))
    run = begins(alice, "failing-deployment", incident, "--set", f"rollout={rollout}")
    run.passes("scope", "there")
    run.says("choose", "Yes")
    run.passes("running")
    run.acts("back", approver=bob)
    run.says("note", "the last layer of the model was in disorder")
    run.is_done()
    say(f"{rollout} is taken back as well, on the command line")


def resolves(owner, incident):
    eventually(f"{incident} can be resolved", 240, lambda: owner.tries("incidents", "resolve", incident)[0])
    say(f"{incident} is resolved")


def outage(fleet, story):
    story.begin()
    story.versions()
    story.publish(BAD, 3, story.models / BAD)
    for runbook in RUNBOOKS:
        fleet.ctl("runbooks", "apply", fleet.root / "resources" / "runbooks" / f"{runbook}.yaml")
    alice = Person(fleet, "alice", "operator", "security-admin")
    bob = Person(fleet, "bob", "operator", "approver", "security-admin")
    pager, link = Pager(fleet), Link(fleet)
    try:
        for name in CUT:
            link.carries(fleet, name)
        eventually("all nodes are live", 60,
                   lambda: all(node["liveness"] == "LIVENESS_LIVE" for node in fleet.nodes()))
        say(f"three faults: {BAD} to {REGION}, the links of {CUT_REGION} cut, {COPIED} copied")
        rollout = fleet.ask("deploy", story.workload, BAD, "--region", REGION)["id"]
        link.set("cut")
        copy = copies(fleet, COPIED)
        copied = becomes_incident(fleet, "IdentityUsedTwice", "node-compromised")
        answers_copied(fleet, alice, bob, copied, copy)
        wrong = becomes_incident(fleet, "BudgetBurn", "failing-deployment")
        suspects(fleet, wrong, rollout)
        cut = becomes_incident(fleet, "RegionUnreachable", "agents-offline")
        answers_cut(fleet, alice, cut, link)
        console = Console(fleet)
        try:
            console.follows(bob, wrong, rollout, say)
            answers_wrong(fleet, alice, bob, wrong)
            console.ends(wrong, say)
        finally:
            console.close()
        for incident in (wrong, copied, cut):
            is_complete(fleet, incident, incident == wrong, say)
        assert fleet.ask("audit", "verify")["intact"], "the audit was changed"
    finally:
        link.close()
        pager.close()


def main():
    parser = argparse.ArgumentParser()
    for name in ("--root", "--bin", "--out"):
        parser.add_argument(name, required=True, type=Path)
    options = parser.parse_args()
    sys.path.insert(0, str(options.root / "packaging" / "demo"))
    from fleet import Fleet, StepFailed
    from story import WORKLOAD, Story
    os.umask(0o077)
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    fleet = Fleet(options.bin.resolve(), options.out.resolve(), options.root.resolve())
    began = time.monotonic()
    try:
        story = Story(fleet, options.bin.resolve().parent / "models" / WORKLOAD)
        story.workload = WORKLOAD
        outage(fleet, story)
        say(f"three incidents, three runbooks, nothing typed into a post-mortem: {time.monotonic() - began:.0f} s")
    except (NotThere, StepFailed, AssertionError) as problem:
        sys.exit(f"FAILED: {problem}\nlogs and pictures in {options.out}")
    finally:
        fleet.stop_all()


if __name__ == "__main__":
    main()
