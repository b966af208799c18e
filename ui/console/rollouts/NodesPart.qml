pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What became of each node of a rollout, and why nodes failed.
Item {
    id: view

    required property Session session
    required property RolloutDetail rollout
    readonly property real side: Math.max(250, Math.min(376, Math.round(width * 0.31)))

    readonly property int total: Array.from(rollout.outcomes).reduce((sum, outcome) => sum + outcome.count, 0)
    // Of a large rollout the control plane tells only the counts.
    readonly property bool counted: rollout.found && table.rowCount === 0 && total > 0

    readonly property bool staged: rollout.staged
    readonly property bool narrow: width < 1000

    signal nodeRequested(string id)

    Panel {
        id: nodes

        width: parent.width - view.side - Theme.spaceM
        height: parent.height
        visible: view.rollout.found
        title: "Nodes"
        sub: Number(view.total).toLocaleString(Qt.locale("en_US"), "f", 0)
        padding: 1
        freshness: view.session.freshness
        age: view.session.freshnessText

        ProgressBar {
            x: Theme.spaceL
            y: 2
            width: parent.width - 2 * x
            label: "Progress of the rollout"
            value: view.rollout.progress
            color: Theme.statusColor(view.rollout.status)
        }
        StatusLegend {
            x: Theme.spaceL
            y: 14
            entries: view.rollout.outcomes
        }
        DataTable {
            id: table

            anchors.fill: parent
            anchors.topMargin: 38
            label: "Nodes of the rollout"
            visible: !view.counted
            model: view.rollout
            columns: [
                {title: "Outcome", width: 120, kind: "status"},
                {title: "Node", width: 140, kind: "mono"},
                {title: "From", width: view.staged && view.narrow ? 0 : 72, kind: "mono"},
                {title: "Now", width: view.staged && view.narrow ? 0 : 72, kind: "mono"},
                {title: "Stage", width: view.staged ? 72 : 0},
                {title: "Differ", width: view.staged ? 124 : 0},
                {title: "Reason", width: view.narrow || view.staged ? 0 : 130, kind: "mono"},
                {title: "Message", width: view.staged && view.narrow ? 128 : 180, stretch: true}
            ]
            onActivated: (row) => view.nodeRequested(view.rollout.idAt(row))
        }
    }
    Placeholder {
        x: nodes.x + Theme.spaceL
        y: nodes.y + 90
        width: nodes.width - 2 * Theme.spaceL
        height: nodes.height - 110
        visible: view.counted
        kind: "empty"
        message: "Too many nodes to list here."
        detail: "The counts above are of all of them. The command line shows each."
        commandLine: "flotillactl rollouts show " + view.rollout.rollout
    }
    Panel {
        id: facts

        x: nodes.width + Theme.spaceM
        y: nodes.y
        width: view.side
        height: implicitHeight
        visible: view.rollout.found
        title: "Facts"

        Flickable {
            width: parent.width
            height: Math.min(list.height, Math.max(60, Math.round(nodes.height * 0.55) - Theme.sizePanelHead - Theme.spaceL))
            contentHeight: list.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}

            FactList {
                id: list

                width: parent.width
                nameWidth: view.side < 300 ? 74 : 96
                facts: view.rollout.facts
            }
        }
    }
    CausesPanel {
        x: facts.x
        y: facts.y + facts.height + Theme.spaceM
        width: view.side
        height: parent.height - y
        visible: view.rollout.found
        session: view.session
        causes: view.rollout.causes
    }
}
