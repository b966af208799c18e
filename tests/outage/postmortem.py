"""Whether a post-mortem says all that was recorded, though nobody typed a word of it."""
import json


def is_complete(fleet, incident, users_saw_it, say):
    file = fleet.out / f"{incident}.json"
    fleet.ctl("incidents", "postmortem", incident, "--format", "json", "--out", file)
    paper = json.loads(file.read_text())
    summary, knew, done, evidence = (paper[key] for key in ("summary", "detection", "response", "evidence"))
    assert summary["text"] and summary["commander"], summary
    for key in ("detected", "paged", "acknowledged", "mitigated", "resolved", "to_acknowledge", "to_resolve"):
        assert knew[key] is not None, f"{incident}: {key} is not known"
    if users_saw_it:
        assert all(knew[key] is not None for key in ("first_bad", "to_detect", "first_action", "to_mitigate")), knew
        assert paper["impact"]["objectives"][0]["bad"] > 0, paper["impact"]
    runs = [rows for key, rows in done.items() if isinstance(rows, list) and rows and "step" in rows[0] and "took" in rows[0]]
    assert runs and all(row["state"] for row in runs[0]), f"{incident}: no step of a run is told: {list(done)}"
    assert evidence["timeline_intact"] == "fit", evidence
    assert evidence["entries"], f"{incident}: no evidence is listed"
    say(f"{incident}: post-mortem with {sum(map(len, runs))} steps, {len(evidence['entries'])} pieces of evidence; "
        f"acknowledged after {knew['to_acknowledge']:.0f} s, over after {knew['to_resolve']:.0f} s")
