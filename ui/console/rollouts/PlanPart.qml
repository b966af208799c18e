import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The plan of a rollout as it was approved, and what else there is to know about it.
Item {
    id: part

    required property Session session
    required property RolloutDetail rollout
    required property EvidenceWatch evidence
    readonly property real side: Math.max(250, Math.min(376, Math.round(width * 0.31)))

    Panel {
        id: document

        width: parent.width - part.side - Theme.spaceM
        height: parent.height
        title: "Plan"
        sub: "approvals are for exactly this"
        freshness: part.session.freshness
        age: part.session.freshnessText
        placeholder: part.evidence.plan === "" ? "loading" : ""

        CodeArea {
            anchors.fill: parent
            label: "Plan of " + part.rollout.rollout
            readOnly: true
            text: part.evidence.plan
        }
    }
    Flickable {
        id: column

        readonly property real inner: width - 14  // the scroll bar stands beside

        x: document.width + Theme.spaceM
        width: part.side + 14
        height: parent.height
        contentHeight: about.y + about.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Panel {
            id: stages

            width: column.inner
            height: visible ? implicitHeight : 0
            visible: part.rollout.staged
            title: "Stages"

            StageLines {
                width: parent?.width ?? 0
                stages: part.rollout.plannedStages
            }
        }
        Panel {
            id: about

            y: stages.visible ? stages.height + Theme.spaceM : 0
            width: column.inner
            height: implicitHeight
            title: "Facts"

            Column {
                width: parent?.width ?? 0
                spacing: Theme.spaceS

                FactList {
                    width: parent.width
                    nameWidth: part.side < 300 ? 74 : 96
                    facts: part.rollout.facts
                }
                CodeLine {
                    width: parent.width
                    label: "plan"
                    text: part.rollout.digest
                }
            }
        }
    }
}
