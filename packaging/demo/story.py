"""The headless story: a fleet installs, infers, refuses and goes back. Every step checks what it claims on the running fleet."""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from drift import AGENT, REGION, SERVER, VERSION, Drift  # noqa: E402  (the folder is not a package)
from fleet import Fleet, StepFailed, wait_for  # noqa: E402
from judged import CANARIES, Judged  # noqa: E402

SITES = ("rotterdam", "antwerp", "gothenburg", "baltimore", "montreal", "chennai")
PER_SITE = 2
NODES = len(SITES) * PER_SITE
WORKLOAD = "meter-reader"
REGIONS = 4  # a canary of as many nodes has one in each
DIM_SITE = "chennai"  # its cameras give less light, which its owner knows and the control plane does not
DIM_CAMERA = ("--set", "sensor.gain=0.65")
RATE = 50  # requests per second and node, as resources/fleets/demo.yaml says
SAMPLES = 600  # held-out samples: once around gives the held-out accuracy
OUTAGE = 15  # seconds
IDLE = 60  # seconds
SERVICE = "shelf-counter"
SERVICE_NODES = 6  # in the regions that the deployment names


def say(text=""):
    print(text, flush=True)


def expect(holds, text, seen=""):
    if not holds:
        raise StepFailed(f"{text}; seen: {seen}" if seen else text)
    say(f"   ok  {text}")


class Story:
    def __init__(self, fleet, models):
        self.fleet, self.models = fleet, Path(models)
        self.judged = Judged(fleet, WORKLOAD)
        self.began = time.monotonic()
        self.readings = 0  # that were reported
        self.result = {"nodes": NODES, "proven": {}, "refused": {}, "rolled_back": 0, "accuracy_by_version": {},
                       "heldout_by_version": {}, "p50_ms": {}, "p95_ms": {}}

    def step(self, number, text):
        say(f"\n{number}. {text}   [{time.monotonic() - self.began:.0f} s]")

    def keys(self, folder):
        self.fleet.ctl("keys", "create", "--out", folder, "--assignment-key",
                       self.fleet.out / "server" / "keys" / "assignment.pub")

    def publish(self, version, counter, bundle, keys="keys", artifact=WORKLOAD, kind="model"):
        layout = self.fleet.out / "layouts" / (version if kind == "model" else f"{artifact}-{version}")
        layout.parent.mkdir(exist_ok=True)
        self.fleet.ctl("release", "sign", "--kind", kind, "--artifact", artifact, "--version", version, "--counter", counter, bundle,
                       "--key", self.fleet.out / keys / "release-1.pem", "--key", self.fleet.out / keys / "release-2.pem",
                       "--expires", "365d", "--layout", layout)
        self.fleet.ctl("release", "publish", layout)

    def rollout(self, name):
        return self.fleet.ask("rollouts", "show", name)

    def wait_rollout(self, name, states, seconds=120):
        endings = ("ROLLOUT_STATE_SUCCEEDED", "ROLLOUT_STATE_FAILED", "ROLLOUT_STATE_ROLLED_BACK")
        rollout = wait_for(f"end of {name}", lambda: (r := self.rollout(name))["state"] in endings and r, seconds)
        if rollout["state"] not in states:
            raise StepFailed(f"{name} is {rollout['state']}: " + "; ".join(
                f"{n['node_name']} {n['outcome']} {n['reason']}" for n in rollout["nodes"]))
        return rollout

    def outcomes(self, rollout, outcome):
        return [n for n in rollout["nodes"] if n["outcome"] == f"NODE_OUTCOME_{outcome}"]

    def running(self, version, workload=WORKLOAD):
        """Nodes on which this version is proven and serving."""
        return [n for n in self.fleet.nodes()
                for w in n["workloads"] if w["workload"] == workload and w["proven"] and w["version"] == version]

    def deploy(self, version, number):
        self.fleet.ctl("deploy", WORKLOAD, version)
        rollout = self.wait_rollout(f"{WORKLOAD}-{number}", ("ROLLOUT_STATE_SUCCEEDED",))
        self.result["proven"][version] = len(self.outcomes(rollout, "PROVEN"))
        expect(self.result["proven"][version] == NODES, f"{NODES} of {NODES} nodes proven on {version}",
               ", ".join(sorted({n["outcome"] for n in rollout["nodes"]})))

    def judge(self, version):
        """Once around the held-out samples on every node, then compare."""
        wait_for(f"{SAMPLES} answers of {version} per node",
                 lambda: len(c := self.fleet.requests(WORKLOAD, version)) == NODES and min(c.values()) >= SAMPLES, 60)
        summary = self.fleet.summary(WORKLOAD)
        totals = next(v for v in summary["versions"] if v["version"] == version)
        heldout = json.loads((self.models / version / "evaluation.json").read_text())["accuracy"]
        accuracy = int(totals["correct"]) / int(totals["labelled"])
        worst = max(n["totals"]["p95_ms"] for n in summary["nodes"] if n["totals"]["version"] == version)
        self.result["accuracy_by_version"][version] = round(accuracy, 4)
        self.result["heldout_by_version"][version] = round(heldout, 4)
        self.result["p50_ms"][version] = round(totals["p50_ms"], 3)
        self.result["p95_ms"][version] = round(worst, 3)
        expect(abs(accuracy - heldout) <= 0.02, f"live accuracy {accuracy:.1%}, held-out {heldout:.1%}")
        expect(worst < 100, f"P95 on the slowest node {worst:.2f} ms")
        self.report_business()

    def report_business(self):
        """Tells how many meters were read since it was told last, from what the nodes counted."""
        read = sum(int(v["requests"]) for v in self.fleet.summary(WORKLOAD)["versions"])
        self.fleet.ctl("business", "report", "readings", str(read - self.readings))
        self.readings = read

    def begin(self):
        self.step(1, "Start the control plane, declare the fleet, make the owner's keys offline")
        self.fleet.start_server()
        self.fleet.ctl("apply", "-f", self.fleet.root / "resources" / "fleets" / "demo.yaml")
        again = self.fleet.ctl("apply", "-f", self.fleet.root / "resources" / "fleets" / "demo.yaml")
        expect("nothing to change" in again, "4 regions, 6 sites, 3 workloads; applying again changes nothing")
        self.fleet.ctl("business", "apply", "-f", self.fleet.root / "resources" / "business" / "demo.yaml")
        self.keys(self.fleet.out / "keys")
        self.step(2, f"Enrol {NODES} nodes with one-time tokens")
        for site in SITES:
            for number in range(1, PER_SITE + 1):
                name = self.fleet.enrol(site, number)
                self.fleet.start_agent(name, *(DIM_CAMERA if site == DIM_SITE else ()))
        live = lambda: [n for n in self.fleet.nodes() if n["liveness"] == "LIVENESS_LIVE"]  # noqa: E731
        wait_for("all nodes live", lambda: len(live()) == NODES, 30)
        expect(True, f"{NODES} nodes live in {len({n['region'] for n in live()})} regions")

    def versions(self, **plan):
        self.step(3, "Publish version 1.0.0 (trained on 150 digits) and deploy it")
        self.publish("1.0.0", 1, self.models / "1.0.0")
        self.deploy("1.0.0", 1)
        self.judge("1.0.0")
        self.step(4, "Publish version 2.0.0 (a CNN trained on all digits); canary, one region, all, by its evidence")
        self.publish("2.0.0", 2, self.models / "2.0.0")
        row, passed = self.judged.promote_by_evidence("2.0.0", **plan)
        self.result["proven"]["2.0.0"] = len(self.running("2.0.0"))
        expect(passed == ["canary", "eu-west", "all"], "canary, eu-west and all passed: " + row["why"], str(passed))
        expect(self.result["proven"]["2.0.0"] == NODES, f"{NODES} of {NODES} nodes proven on 2.0.0")
        self.judge("2.0.0")
        accuracy = self.result["accuracy_by_version"]
        expect(accuracy["2.0.0"] - accuracy["1.0.0"] >= 0.05, "live accuracy went up by at least 5 points")

    def outage(self):
        self.step(5, f"Stop the control plane for {OUTAGE} s: nodes go on, nothing is lost")
        counts = lambda: sum(self.fleet.requests(WORKLOAD).values())  # noqa: E731
        before, stopped = counts(), time.monotonic()
        self.fleet.stop("flotillad")
        time.sleep(OUTAGE)  # the outage itself
        self.fleet.start_server()
        restarted = time.monotonic()
        enough = lambda: before + 0.95 * RATE * NODES * (time.monotonic() - stopped - 4) <= (n := counts()) and n  # noqa: E731
        after = wait_for("all counts of the outage", enough, 60)
        online = RATE * NODES * (time.monotonic() - restarted)
        self.result["offline_inferences"] = max(0, int(after - before - online))
        expect(self.result["offline_inferences"] > 0, f"at least {self.result['offline_inferences']} inferences while nobody listened, all counted")
        expect(len(self.running("2.0.0")) == NODES, f"{NODES} of {NODES} nodes still run 2.0.0")

    def forgery(self, number, version, check, text):
        self.fleet.ctl("deploy", WORKLOAD, version)
        rollout = self.wait_rollout(f"{WORKLOAD}-{number}", ("ROLLOUT_STATE_FAILED",))
        refused = self.outcomes(rollout, "REFUSED")
        reasons = {n["reason"] for n in refused}
        self.result["refused"][version] = {"nodes": len(refused), "reasons": sorted(reasons)}
        expect(len(refused) == NODES and reasons == {check}, f"{text}: refused by {len(refused)} of {NODES} nodes with {check}")
        expect(len(self.running("2.0.0")) == NODES, f"{NODES} of {NODES} nodes still run 2.0.0")

    def forgeries(self):
        self.step(6, "A blob with one flipped byte, and a release signed by a stranger")
        self.publish("3.0.0", 3, self.models / "3.0.0")
        self.flip_byte("3.0.0")
        self.forgery(3, "3.0.0", "V32_digest", "flipped byte")
        self.flip_byte("3.0.0")  # back again: it is needed whole below
        self.keys(self.fleet.out / "stranger")
        self.publish("3.1.0", 4, self.models / "3.0.0", keys="stranger")
        self.forgery(4, "3.1.0", "V16_threshold", "stranger's signature")

    def flip_byte(self, version):
        """Changes one bit of the model file as the server stores it, as a broken disk or an intruder would."""
        index = json.loads((self.fleet.out / "layouts" / version / "index.json").read_text())
        store = lambda digest: digest.split(":")[1]  # noqa: E731
        manifest = json.loads((self.fleet.out / "layouts" / version / "blobs" / "sha256" / store(index["manifests"][0]["digest"])).read_text())
        model = next(layer for layer in manifest["layers"]
                     if layer["annotations"]["org.opencontainers.image.title"] == "model.onnx")
        name = store(model["digest"])
        with open(self.fleet.out / "server" / "blobs" / "sha256" / name[:2] / name, "r+b") as file:
            file.seek(model["size"] // 2)
            byte = file.read(1)[0]
            file.seek(model["size"] // 2)
            file.write(bytes([byte ^ 1]))

    def caught(self, row, reason, canaries=CANARIES):
        expect(row["reason"] == reason, f"rolled back after {row['seconds']:.0f} s: {row['why']}", row["reason"])
        expect(row["given"] == canaries, f"no more than its {canaries} canaries were given it", str(row["given"]))
        expect(len(self.running("2.0.0")) == NODES, f"{NODES} of {NODES} nodes run 2.0.0 again")

    def candidates(self):
        self.step(7, "Candidates that are bad: each is caught by its canary and taken back without a hand")
        say("   3.0.0: everything looks right, but its last layer is in disorder")
        self.caught(self.judged.caught("wrong answers", "3.0.0"), "grid_test")
        say("   2.1.0: as right as 2.0.0, and slower")
        self.publish("2.1.0", 5, self.models / "2.1.0")
        self.caught(self.judged.caught("only slower", "2.1.0"), "slow_test")
        say(f"   2.3.0: as right as 2.0.0, but not in {DIM_SITE}, where cameras are dim; a canary in each region")
        self.publish("2.3.0", 6, self.models / "2.3.0")
        self.caught(self.judged.caught("wrong in one region only", "2.3.0", canaries=REGIONS), "grid_test", REGIONS)
        say("   2.2.0: good, until its workers crash again and again while people are asked")
        self.publish("2.2.0", 7, self.models / "2.0.0")
        self.caught(self.judged.turns_bad_while_waiting("2.2.0"), "crash_loop")
        self.result["rollouts"] = self.judged.rows

    def back(self):
        self.step(8, "Roll back to 1.0.0")
        self.fleet.ctl("rollback", f"{WORKLOAD}-2")
        rollout = self.wait_rollout(f"{WORKLOAD}-2", ("ROLLOUT_STATE_ROLLED_BACK",))
        self.result["rolled_back"] = len(self.outcomes(rollout, "RETURNED"))
        expect(self.result["rolled_back"] == NODES and len(self.running("1.0.0")) == NODES, f"{NODES} of {NODES} nodes proven on 1.0.0 again")
        self.step(9, "Verify the audit chain")
        verdict = self.fleet.ask("audit", "verify")
        expect(verdict["intact"], f"{verdict['entries']} entries, chain intact")

    def services(self):
        self.step(10, f"A service beside the model on {SERVICE_NODES} nodes, and a version of it that ends by itself")
        bundles = self.fleet.bin.parent / "services" / SERVICE
        self.publish("1.0.0", 1, bundles / "1.0.0", artifact=SERVICE, kind="service")
        self.publish("1.1.0", 2, bundles / "1.1.0", artifact=SERVICE, kind="service")
        self.fleet.ctl("deploy", SERVICE, "1.0.0", "--region", "us-east", "--region", "eu-north")
        self.wait_rollout(f"{SERVICE}-1", ("ROLLOUT_STATE_SUCCEEDED",))
        running = len(self.running("1.0.0", SERVICE))
        expect(running == SERVICE_NODES, f"{running} of {SERVICE_NODES} nodes proven on {SERVICE} 1.0.0")
        say("   1.1.0: answers every probe, and ends nine seconds after each start; judged while the next step goes on")
        self.service_row = self.judged.ends_by_itself("resources/plans/demo-service.yaml")

    def services_end(self):
        row = self.service_row()
        expect(row["reason"] == "crash_loop", f"{SERVICE} rolled back after {row['seconds']:.0f} s: {row['why']}", row["reason"])
        expect(row["given"] == CANARIES, f"no more than its {CANARIES} canaries were given it", str(row["given"]))
        running = len(self.running("1.0.0", SERVICE))
        expect(running == SERVICE_NODES, f"{running} of {SERVICE_NODES} nodes run {SERVICE} 1.0.0 again")

    def weigh(self):
        self.step(11, f"Weigh it: bytes, memory, and {IDLE} s of an idle agent")
        nodes = self.fleet.nodes()
        raw, upstream = (sum(int(n[key]) for n in nodes) for key in ("raw_bytes", "upstream_bytes"))
        agent, worker = (max(int(n[key]) for n in nodes) / 1024 for key in ("agent_rss_kb", "worker_rss_kb"))
        name = f"{SITES[0]}-1"
        self.fleet.stop(name)
        process = self.fleet.start_agent(name, "--set", "paused=true")
        # Only the steady state counts: connected, and the worker loaded.
        wait_for("the paused node's report", lambda: any(n["name"] == name and n["liveness"] == "LIVENESS_LIVE" for n in self.fleet.nodes()), 30)
        time.sleep(2)
        before = cpu_seconds(process.pid)
        time.sleep(IDLE)
        idle = 100 * (cpu_seconds(process.pid) - before) / IDLE
        self.result |= {"raw_bytes": raw, "upstream_bytes": upstream, "agent_rss_mb": round(agent, 1),
                        "worker_rss_mb": round(worker, 1), "agent_idle_cpu_percent": round(idle, 2)}
        expect(raw >= 10 * upstream, f"{raw / 1e6:.1f} MB raw, {upstream / 1e3:.1f} kB upstream: {raw / max(upstream, 1):.0f} x less")
        expect(agent <= 30, f"largest agent {agent:.1f} MB")
        expect(worker <= 60, f"largest worker {worker:.1f} MB")
        expect(idle < 1, f"idle agent uses {idle:.2f} % of a core")

    def finish(self):
        self.result["proven"] = {**self.result["proven"], "1.0.0 again": self.result["rolled_back"]}
        self.result["seconds"] = round(time.monotonic() - self.began, 1)
        (self.fleet.out / "summary.json").write_text(json.dumps(self.result, indent=2) + "\n")
        say(f"\nEvery step held. {self.result['seconds']} s, summary in {self.fleet.out / 'summary.json'}")


def cpu_seconds(pid):
    """User and system time of a process, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stop_left_running(out):
    """Ends the processes that a demo without --headless left in `out`; a pid that belongs to something else by now is left alone."""
    pids = Path(out) / "pids"
    if not pids.exists():
        sys.exit(f"demo.sh: no fleet was left running in {out}; name its directory with --out")
    stopped = 0
    for line in pids.read_text().splitlines():
        pid, name = line.split()
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except FileNotFoundError:
            continue
        if str(out) in command:
            os.kill(int(pid), signal.SIGTERM)
            say(f"stopped {name}")
            stopped += 1
    if stopped == 0:
        say(f"the fleet in {out} has ended already")


def first_log_in(fleet, name="admin"):
    """Where a browser opens the fleet, and the code with which the first administrator chooses a password. It is only printed."""
    invitation = fleet.ask("operator", "add", name, "--role", "administrator")["invitation"]
    say(f"In a browser, for {name}: open https://localhost:{fleet.ports['web']}/welcome and enter the one-time code {invitation}\n"
        f"  (its certificate is of {fleet.out / 'server' / 'pki' / 'ca.pem'})")


def drift_sets_in(story):
    drift = Drift(story.fleet, WORKLOAD)
    drift.people()
    story.step(5, f"Publish {VERSION}, which wants light, and deploy it to {REGION}")
    story.publish(VERSION, 3, story.models / VERSION)
    drift.deploy()
    expect(True, f"{REGION} runs {VERSION}, and what its cameras usually see is known")
    drift.dim()
    say(f"   From now on the cameras of {REGION} give less light: within two minutes there is a page, and its incident")
    say("   names the runbook inputs-drift. Follow it on /now, as on a phone; its act wants the word of an approver.")


def leave_running(story, drift):
    story.begin()
    if drift:
        story.versions(slow_ms=50)  # whoever looks on has browsers open, and a busy machine answers late
        drift_sets_in(story)
    else:
        story.versions()
        # To try: one that answers wrongly and one that is only slower.
        story.publish("3.0.0", 3, story.models / "3.0.0")
        story.publish("2.1.0", 4, story.models / "2.1.0")
    ctl = f"{story.fleet.bin / 'flotillactl'} --data {story.fleet.out / 'server'}"
    console = f"{story.fleet.bin / 'flotilla'} --data {story.fleet.out / 'server'} --environment DEMO"
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        story.fleet.start_console()
        say("\nThe console is open on it.")
    say(f"\nThe fleet is running. Look at it:\n  {console}\n  {ctl} nodes list\n  {ctl} workload summary {WORKLOAD}\n"
        f"  {ctl} rollouts list\n  {ctl} rollouts why {WORKLOAD}-2\n  {ctl} rollback {WORKLOAD}-2 --wait\n  {ctl} audit list\nStop it:\n"
        f"  packaging/demo.sh --stop --out {story.fleet.out}")
    first_log_in(story.fleet)


def main():
    parser = argparse.ArgumentParser()
    for name in ("--root", "--bin", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--leave-running", action="store_true")
    parser.add_argument("--drift", action="store_true")
    parser.add_argument("--stop", action="store_true")
    options = parser.parse_args()
    out = Path(options.out).resolve()
    if options.stop:
        return stop_left_running(out)
    os.umask(0o077)
    fleet = Fleet(Path(options.bin).resolve(), out, options.root, *((SERVER, AGENT) if options.drift else ()))
    # A closed terminal or a kill ends the fleet too.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit(143))
    story = Story(fleet, fleet.bin.parent / "models" / WORKLOAD)
    try:
        if options.leave_running:
            return leave_running(story, options.drift)
        for step in (story.begin, story.versions, story.outage, story.forgeries, story.candidates, story.back, story.services, story.weigh, story.services_end, story.finish):
            step()
    except StepFailed as failure:
        say(f"   FAILED  {failure}\nlogs in {out}")
        fleet.stop_all()
        sys.exit(1)
    except KeyboardInterrupt:
        fleet.stop_all()
        sys.exit("\nstopped")
    except BaseException:
        fleet.stop_all()
        raise
    fleet.stop_all()
    return None


if __name__ == "__main__":
    main()
