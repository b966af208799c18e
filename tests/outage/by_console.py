"""The runbook failing-deployment in the console, with mouse and keys. The second person agrees on the command line, over TLS."""
import os

from screen import Screen, eventually


class Followed:
    """A run as the console shows it; `fleet` is asked whether what was done by hand has happened."""

    def __init__(self, screen, fleet, run):
        self.screen, self.fleet, self.run = screen, fleet, run

    def shown(self):
        return self.fleet.ask("runs", "show", self.run)

    def attempt(self):
        return self.shown()["run"]["attempts"][-1]

    def comes_to(self, step, seconds=30):
        eventually(f"{self.run} comes to {step}", seconds, lambda: self.shown()["run"].get("step") == step)

    def previews(self, button):
        """Until somebody is asked to agree; the digest of what was previewed."""
        self.screen.click("push button", button)
        eventually("somebody else is asked", 30, lambda: self.attempt().get("subject") and self.attempt()["subject"])
        eventually("the console says so", 30, lambda: self.screen.text("Waits for somebody else to agree.*"))
        return self.attempt()["subject"]

    def takes_it_back(self, button, bob, picture):
        digest = self.previews(button)
        preview = self.shown()["preview"]
        assert not preview.get("problem"), preview
        nodes = len(preview["targets"])
        eventually("its nodes are listed", 20, lambda: self.screen.text(f"Nodes that would change, {nodes}"))
        self.screen.picture(picture)
        bob.is_refused(["runs", "act", self.run, "--digest", digest], "takes the steps")
        bob.does("runs", "approve", self.run, "--digest", digest)
        eventually("the console says who agreed", 30, lambda: self.screen.text(f"{bob.name} agreed"))
        self.screen.hold("push button", f"Hold to run on {nodes} nodes")
        eventually("it is being verified", 60, lambda: self.attempt()["state"] == "STEP_STATE_VERIFYING")
        self.comes_to("summary", 600)


def answers_in_console(fleet, bob, incident, rollout, say):
    home = fleet.out / "home"
    (home / "Downloads").mkdir(parents=True)
    os.environ["HOME"] = str(home)
    screen = Screen([fleet.bin / "flotilla", "--data", fleet.out / "server", "--environment", "DEMO", "--theme", "dark"])
    try:
        follows(screen, fleet, bob, incident, rollout, say)
        screen.close()
    finally:
        screen.picture(fleet.out / "console.png")
        if screen.process.poll() is None:
            screen.process.kill()


def follows(screen, fleet, bob, incident, rollout, say):
    screen.click("push button", "Incidents.*")
    screen.click("table cell", f".*Incident: {incident}")
    eventually("the suspected rollout is first", 20, lambda: screen.text("suspected.*"))
    screen.click("push button", "Take it")
    eventually("it is taken", 20, lambda: fleet.ask("incidents", "show", incident)["incident"].get("commander"))
    screen.picture(fleet.out / "incident.png")
    screen.click("push button", "Start run of failing-deployment")
    screen.click("push button", "Start run")
    name = eventually("a run", 20, lambda: next(
        (run["id"] for run in fleet.ask("runs", "list")["runs"] if run.get("incident") == incident), None))
    run = Followed(screen, fleet, name)
    inputs = run.shown()["run"]["inputs"]
    assert inputs["rollout"] == rollout, f"{name} is filled in with {inputs}"
    say(f"{name}: in the console, filled in with {', '.join(f'{key} {value}' for key, value in inputs.items())}")
    run.comes_to("scope")
    screen.click("push button", "Look")
    run.comes_to("there")
    screen.click("push button", "Check")
    run.comes_to("cause")
    screen.click("push button", "Yes")
    run.comes_to("running")
    screen.click("push button", "Check")
    run.comes_to("back")
    run.takes_it_back("Preview", bob, fleet.out / "preview.png")
    say(f"{rollout} is taken back: {bob.name} agreed, and no page fires for it any more")
    undoes(screen, fleet, run, rollout)
    screen.click("push button", "Go to this step.*")
    screen.type("it was only to see that it can be undone")
    screen.hold("push button", "Hold to .*")
    run.comes_to("back")
    run.takes_it_back("Preview.*", bob, fleet.out / "preview-again.png")
    say("it was undone, and taken back again")
    screen.click("text", "What to write down")
    screen.type("the last layer of the model was in disorder")
    screen.click("push button", "Write it down")
    eventually(f"{name} has succeeded", 30, lambda: run.shown()["run"]["state"] == "RUN_STATE_SUCCEEDED")
    assert run.shown()["intact"], f"the evidence of {name} was changed"
    screen.picture(fleet.out / "run.png")
    writes_postmortem(screen, fleet, incident, say)


def undoes(screen, fleet, run, rollout):
    """The step is looked at again, and what it did is undone on a preview of its own."""
    screen.click("list item", "Step 6, .*")
    screen.click("push button", "Undo….*")
    screen.hold("push button", "Hold to undo on .*")
    eventually("it was undone", 60, lambda: any(one.get("undone") for one in run.shown()["run"]["attempts"]))
    screen.picture(fleet.out / "undone.png")


def writes_postmortem(screen, fleet, incident, say):
    screen.click("push button", "Incidents.*")
    screen.click("table cell", f".*Incident: {incident}")
    eventually(f"{incident} can be resolved", 300, lambda: not alerts_of(fleet, incident))
    screen.click("push button", "Resolved….*")
    screen.hold("push button", "Hold to .*")
    eventually(f"{incident} is resolved", 30, lambda: "RESOLVED" in fleet.ask("incidents", "show", incident)["incident"]["state"])
    screen.click("push button", "Post-mortem")
    page = fleet.out / "home" / "Downloads" / f"post-mortem-{incident}.html"
    eventually(f"{page} is written", 30, page.exists)
    say(f"{incident} is resolved, and its post-mortem is in {page}")


def alerts_of(fleet, incident):
    return [one for one in fleet.ask("incidents", "show", incident)["incident"]["alerts"] if not one.get("ended")]
