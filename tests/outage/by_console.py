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

    def takes_it_back(self, bob, picture):
        digest = self.previews("Preview")
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
        eventually("the console is there too", 30, lambda: self.screen.text("Step 7, .*, the run is here|Step 7 of 7"))


class Console:
    """The window on the fleet, of whoever sits before this computer."""

    def __init__(self, fleet):
        self.fleet = fleet
        self.home = fleet.out / "home"
        (self.home / "Downloads").mkdir(parents=True)
        os.environ["HOME"] = str(self.home)
        self.screen = Screen([fleet.bin / "flotilla", "--data", fleet.out / "server", "--environment", "DEMO", "--theme", "dark"])

    def close(self):
        self.screen.picture(self.fleet.out / "console.png")
        if self.screen.process.poll() is None:
            self.screen.close()

    def incident(self, name):
        return self.fleet.ask("incidents", "show", name)["incident"]

    def opens(self, incident):
        self.screen.click("push button", "Incidents.*")
        self.screen.click("table cell", f".*Incident: {incident}")

    def follows(self, bob, incident, rollout, say):
        """To the step that takes the rollout back, which is undone again in the end."""
        screen, fleet = self.screen, self.fleet
        self.opens(incident)
        eventually("the suspected rollout is named", 20, lambda: screen.text("suspected.*"))
        screen.click("push button", "Take it")
        eventually("it is taken", 20, lambda: self.incident(incident).get("commander"))
        screen.picture(fleet.out / "incident.png")
        screen.click("push button", "Start run of failing-deployment")
        screen.click("push button", "Start run")
        name = eventually("a run", 20, lambda: next(
            (run["id"] for run in fleet.ask("runs", "list")["runs"] if run.get("incident") == incident), None))
        run = Followed(screen, fleet, name)
        inputs = run.shown()["run"]["inputs"]
        assert inputs["rollout"] == rollout, f"{name} is filled in with {inputs}"
        say(f"{name}: in the console, filled in with {', '.join(f'{key} {value}' for key, value in sorted(inputs.items()))}")
        run.comes_to("scope")
        screen.click("push button", "Look")
        run.comes_to("there")
        screen.click("push button", "Check")
        run.comes_to("cause")
        screen.click("push button", "Yes")
        run.comes_to("running")
        screen.click("push button", "Check")
        run.comes_to("back")
        run.takes_it_back(bob, fleet.out / "preview.png")
        say(f"{rollout} is taken back: {bob.name} agreed, and no page fires for it any more")
        screen.click("push button", "Step 6, .*")
        screen.click("push button", "Undo….*")
        screen.hold("push button", "Hold to undo on .*")
        eventually("it was undone", 60, lambda: any(one.get("undone") for one in run.shown()["run"]["attempts"]))
        say("that is undone: the version is on its nodes again")
        screen.click("text", "What to write down")
        screen.type("it was not the model")
        screen.click("push button", "Write it down")
        eventually(f"{name} has succeeded", 30, lambda: run.shown()["run"]["state"] == "RUN_STATE_SUCCEEDED")
        assert run.shown()["intact"], f"the evidence of {name} was changed"
        screen.picture(fleet.out / "run.png")

    def ends(self, incident, say):
        """Says that it is over, and has its post-mortem written."""
        screen = self.screen
        eventually(f"no alert of {incident} fires", 300,
                   lambda: all(one.get("ended") for one in self.incident(incident)["alerts"]))
        self.opens(incident)
        screen.click("push button", "Resolved….*")
        screen.click("push button", "Resolved")
        eventually(f"{incident} is resolved", 30, lambda: self.incident(incident)["state"] == "INCIDENT_STATE_RESOLVED")
        screen.click("push button", "Post-mortem")
        page = self.home / "Downloads" / f"post-mortem-{incident}.html"
        eventually(f"{page} is written", 30, page.exists)
        screen.picture(self.fleet.out / "resolved.png")
        say(f"{incident} is resolved, and its post-mortem is in {page}")
