"""The console on a real fleet, with the mouse: 12 nodes are live, a 13th is enrolled, a version deployed and taken back.

usage: by_hand.py --root REPOSITORY --bin PROGRAMS --out DIR, inside a session with X, D-Bus and accessibility. DIR is emptied.
"""
import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from screen import NotThere, Screen, eventually

SITE, WORKLOAD = "rotterdam", "meter-reader"


def versions(fleet):
    """What each node has proven."""
    return {node["name"]: [w["version"] for w in node["workloads"] if w["workload"] == WORKLOAD and w["proven"]]
            for node in fleet.nodes()}


def choose(screen, select, entry):
    """Opens a list of choices and takes one."""
    screen.click("combo box", select)
    screen.click("list item", entry)


def shows_twelve(screen, fleet):
    eventually("12 of 12 nodes in the status bar", 30, lambda: screen.text("12 of 12 nodes reporting"))
    screen.click("push button", "Nodes")
    screen.wait("table", "Nodes, 12 rows.*")
    names = [name for name in screen.seen("table cell") if ", Node: " in name]
    assert names, "no node is named in the table"
    assert {node["name"] for node in fleet.nodes()} >= {name.split(": ")[1] for name in names}


def enrols_a_thirteenth(screen, fleet):
    screen.click("push button", "Enrol nodes")
    if screen.find("combo box", f"Site: {SITE}") is None:
        choose(screen, "Site: .*", SITE)
    screen.click("push button", "Create token")
    token = eventually("a token on the screen", 20, lambda: screen.text(r"flt1[.][A-Za-z0-9_.-]{40,}"))
    data = fleet.out / "by-hand"
    subprocess.run([fleet.bin / "flotilla-agent", "enrol", "--data", data, "--server", f"127.0.0.1:{fleet.ports['enrolment']}",
                    "--token-file", "-", "--root", fleet.out / "keys" / "root.json"], input=token, text=True, check=True)
    fleet.start_agent(data.name)
    approves(screen, fleet, f"{SITE}-3")
    screen.key("Escape")
    screen.wait("table", "Nodes, 13 rows.*", 30)
    assert len(fleet.nodes()) == 13


def approves(screen, fleet, name):
    """In the enrolment sheet, where the node appeared by itself."""
    screen.click("push button", f"Approve {name}", 30)
    eventually(f"{name} is active", 20,
               lambda: any(n["name"] == name and n["identity"] == "NODE_IDENTITY_ACTIVE" for n in fleet.nodes()))


def deploys(screen, fleet, version):
    screen.click("push button", "Rollouts")
    # To all at once, without waves: what the palette calls deploy.
    screen.key("ctrl+k")
    screen.type("deploy a release")
    eventually("the palette offers it", 20, lambda: screen.text("deploy a release, opens the preview"))
    screen.key("Return")
    if screen.find("combo box", f"Workload: {WORKLOAD}") is None:
        choose(screen, "Workload: .*", WORKLOAD)
    if screen.find("combo box", f"Version: {version}") is None:
        choose(screen, "Version: .*", version)
    screen.click("text", "Type 13 to confirm", 30)
    screen.type("13")
    screen.hold("push button", "Hold to deploy.*")
    eventually(f"13 nodes proven on {version}", 90,
               lambda: all(version in proven for proven in versions(fleet).values()))
    screen.click("push button", "Rollouts")
    screen.click("push button", f"Open {newest(fleet)}", 30)
    eventually("the rollout says so", 30, lambda: screen.text("13 of 13 nodes proven|13 nodes have proven it.*"))


def newest(fleet):
    return fleet.ask("rollouts", "list", "--limit", 1)["rollouts"][0]["id"]


def goes_back(screen, fleet, version):
    screen.click("push button", "Roll back.*")
    screen.click("text", "Type [0-9]+ to confirm", 30)
    screen.type("13")
    screen.hold("push button", "Hold to roll back.*")
    eventually(f"13 nodes proven on {version} again", 90,
               lambda: all(version in proven for proven in versions(fleet).values()))
    eventually("the rollout says so", 30, lambda: screen.text("rolled back"))


def main():
    parser = argparse.ArgumentParser()
    for name in ("--root", "--bin", "--out"):
        parser.add_argument(name, required=True, type=Path)
    options = parser.parse_args()
    sys.path.insert(0, str(options.root / "packaging" / "demo"))
    from fleet import Fleet
    from story import Story
    os.umask(0o077)
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    fleet = Fleet(options.bin.resolve(), options.out.resolve(), options.root)
    screen = None
    try:
        story = Story(fleet, options.bin.resolve().parent / "models" / WORKLOAD)
        story.begin()
        story.versions()
        screen = Screen([fleet.bin / "flotilla", "--data", fleet.out / "server", "--environment", "DEMO", "--theme", "dark"])
        shows_twelve(screen, fleet)
        enrols_a_thirteenth(screen, fleet)
        deploys(screen, fleet, "1.0.0")  # the same for all 13
        deploys(screen, fleet, "2.0.0")
        goes_back(screen, fleet, "1.0.0")
        screen.close()
        print("12 nodes shown, a 13th enrolled, 2.0.0 deployed and taken back, with the mouse", flush=True)
    except (NotThere, AssertionError) as problem:
        if screen is not None:
            screen.picture(options.out / "failure.png")
            screen.process.kill()
        sys.exit(f"FAILED: {problem}\nlogs and failure.png in {options.out}")
    finally:
        fleet.stop_all()


if __name__ == "__main__":
    main()
