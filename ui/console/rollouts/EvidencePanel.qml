import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How likely it is that the new version is worse, with the line from which on the wave fails.
Panel {
    id: panel

    required property Session session
    required property EvidenceWatch evidence
    readonly property var meter: evidence.meter
    readonly property bool even: meter.text === "even"
    readonly property bool asking: !evidence.looked && (evidence.state === "asking" || evidence.state === "idle")

    title: "Evidence"
    sub: evidence.wave === "" ? "" : "wave " + evidence.wave + ", look " + evidence.look
    freshness: evidence.state === "failed" ? "failed" : session.freshness
    age: evidence.state === "failed" ? "failed" : session.freshnessText
    placeholder: evidence.looked ? "" : evidence.state === "failed" ? "error" : asking ? "loading" : "empty"
    message: evidence.state === "failed" ? evidence.problem : asking ? "" : "No look yet."
    detail: asking || evidence.state === "failed" ? "" : "The first one comes when a node has the new version and is warm."

    Column {
        width: parent?.width ?? 0
        spacing: 2

        Row {
            height: 40
            spacing: Theme.spaceS

            AppText {
                id: odds

                text: panel.even ? "Even odds" : panel.meter.text ?? ""
                size: Theme.fontKey
                weight: Theme.weightStrong
                color: panel.meter.fails ? Theme.failed : Theme.text
            }
            AppText {
                anchors.baseline: odds.baseline
                text: "that the new version is worse"
                color: Theme.text2
            }
        }
        OddsMeter {
            width: parent.width
            log10: panel.meter.log10 ?? 0
            threshold: panel.meter.threshold ?? 2
            text: panel.meter.text ?? ""
            thresholdText: panel.meter.thresholdText ?? ""
            fails: panel.meter.fails ?? false
        }
        Item {
            width: 1
            height: 6
        }
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Item {
            width: 1
            height: 4
        }
        FactList {
            width: parent.width
            nameWidth: 104
            facts: panel.evidence.facts
        }
    }
}
