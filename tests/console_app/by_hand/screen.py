"""A real window, found through the accessibility tree by what its parts are called, and used with the mouse and keys."""
import os
import re
import subprocess
import time

import pyatspi


class NotThere(Exception):
    """Something did not appear, or did not happen, in time."""


def eventually(what, seconds, condition):
    """The first true answer of `condition`, asked until the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise NotThere(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def parts(root):
    """Everything below `root` that is on the screen, as (role, name, accessible)."""
    try:
        children = [root[i] for i in range(root.childCount)]
    except Exception:  # a part that went away while we looked
        return
    for child in children:
        try:
            if child is None or not child.getState().contains(pyatspi.STATE_SHOWING):
                continue
            yield child.getRoleName(), child.name, child
        except Exception:
            continue
        yield from parts(child)


class Screen:
    def __init__(self, command):
        # The tree is built although no screen reader runs; drawing in software is the same picture everywhere.
        environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QUICK_BACKEND": "software",
                       "QT_QPA_PLATFORM": "xcb"}
        self.process = subprocess.Popen(command, env=environment)
        self.app = eventually("the window", 60, self._application)
        window = eventually("a window of X", 30, self._window)
        subprocess.run(["xdotool", "windowfocus", "--sync", window], check=True)

    def _application(self):
        if self.process.poll() is not None:
            raise NotThere(f"the console ended with {self.process.returncode}")
        for app in pyatspi.Registry.getDesktop(0):
            if app is not None and app.name == "flotilla":
                return app
        return None

    def _window(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True, check=False).stdout.split()
        return found[0] if found else None

    def find(self, role, name):
        """The part of this role whose whole name matches the expression, or None."""
        for its_role, its_name, part in parts(self.app):
            if its_role == role and re.fullmatch(name, its_name):
                return part
        return None

    def wait(self, role, name, seconds=20):
        return eventually(f"{role} {name!r}; there is: {self.seen(role)}", seconds, lambda: self.find(role, name))

    def seen(self, role):
        return [name for its_role, name, _ in parts(self.app) if its_role == role][:40]

    def text(self, expression):
        """The first match of the expression in the name of anything."""
        for _, name, _ in parts(self.app):
            found = re.search(expression, name)
            if found:
                return found.group()
        return None

    def point(self, role, name, seconds=20):
        """Moves the pointer onto the middle of the part, once it stands still."""
        def still():
            part = self.find(role, name)
            if part is None:
                return None
            before = part.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            time.sleep(0.15)
            after = part.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            same = (before.x, before.y, before.width, before.height) == (after.x, after.y, after.width, after.height)
            return after if same and after.width > 0 else None

        extents = eventually(f"{role} {name!r}; there is: {self.seen(role)}", seconds, still)
        subprocess.run(["xdotool", "mousemove", str(extents.x + extents.width // 2), str(extents.y + extents.height // 2)],
                       check=True)

    def click(self, role, name, seconds=20):
        self.point(role, name, seconds)
        subprocess.run(["xdotool", "click", "1"], check=True)

    def hold(self, role, name):
        """Presses the mouse button until the part has gone or changed its name, as a person holds to confirm."""
        self.point(role, name)
        subprocess.run(["xdotool", "mousedown", "1"], check=True)
        try:
            eventually(f"holding {name!r} does something", 10, lambda: self.find(role, name) is None)
        finally:
            subprocess.run(["xdotool", "mouseup", "1"], check=True)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)

    def key(self, name):
        subprocess.run(["xdotool", "key", name], check=True)

    def picture(self, file):
        subprocess.run(["import", "-window", "root", str(file)], check=False)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise NotThere("the console did not end") from None
