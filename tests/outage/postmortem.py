"""Whether a post-mortem says all that was recorded, though nobody typed a word of it."""
import json


def is_complete(fleet, incident, say):
    file = fleet.out / f"{incident}.json"
    fleet.ctl("incidents", "postmortem", incident, "--format", "json", "--out", file)
    paper = json.loads(file.read_text())
    summary, knew, done, evidence = (paper[key] for key in ("summary", "detection", "response", "evidence"))
    assert summary["text"] and summary["commander"], summary
    for key in ("detected", "paged", "acknowledged", "first_action", "mitigated", "resolved", "to_detect", "to_mitigate"):
        assert knew[key] is not None, f"{incident}: {key} is not known"
    runs = [rows for key, rows in done.items() if isinstance(rows, list) and rows and "step" in rows[0] and "took" in rows[0]]
    assert runs and all(row["state"] for row in runs[0]), f"{incident}: no step of a run is told: {list(done)}"
    assert evidence["timeline_intact"] == "fit", evidence
    assert evidence["entries"], f"{incident}: no evidence is listed"
    say(f"{incident}: post-mortem with {sum(map(len, runs))} steps, {len(evidence['entries'])} pieces of evidence; "
        f"detected after {knew['to_detect']:.0f} s, mitigated after {knew['to_mitigate']:.0f} s")
