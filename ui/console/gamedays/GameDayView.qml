import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One game day: what became of its faults node by node, within which rails, and how each fault was met.
FocusScope {
    id: view

    required property Session session
    required property GameDayWatch day
    required property GameDayActions actions
    required property string whyNotOperate
    readonly property bool wide: width > 1100
    readonly property real bodyTop: notices.y + (notices.height > 0 ? notices.height + Theme.spaceM : 0)
    readonly property string placeholder: day.found ? "" : day.state === "denied" ? "denied"
            : session.state === "lost" ? "disconnected" : day.state === "failed" ? "error" : "loading"

    signal backRequested()
    signal abortRequested()
    signal incidentRequested(string id)
    signal nodeRequested(string name)

    function step(by: int) {
        table.moveTo(table.currentRow + by, false)
    }

    GameDayHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        day: view.day
        whyNotOperate: view.whyNotOperate
        onBackRequested: view.backRequested()
        onAbortRequested: view.abortRequested()
        onIncidentRequested: (id) => view.incidentRequested(id)
    }
    Column {
        id: notices

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        spacing: Theme.spaceS

        Banner {
            width: parent.width
            visible: view.actions.refusal !== ""
            status: "warning"
            title: "Refused"
            text: view.actions.refusal
            actions: [
                AppButton {
                    kind: "ghost"
                    text: "Dismiss"
                    onClicked: view.actions.dismiss()
                }
            ]
        }
        Banner {
            width: parent.width
            visible: view.day.found && !view.day.open
            status: view.day.status
            title: "It is over"
            text: view.day.end
        }
    }
    Panel {
        x: Theme.spaceL
        y: view.bodyTop
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: view.placeholder !== ""
        placeholder: view.placeholder
        message: placeholder === "disconnected" ? "The control plane is not connected." : placeholder === "loading" ? "" : view.day.problem
        actionText: placeholder === "error" ? "Try again" : ""
        onActionTriggered: view.day.reload()
    }
    Panel {
        id: nodes

        x: Theme.spaceL
        y: view.bodyTop
        width: scores.x - x - Theme.spaceM
        height: parent.height - y - rails.height - Theme.spaceM - Theme.spaceL
        visible: view.placeholder === ""
        title: "Faults on nodes"
        sub: view.day.summary
        padding: 1
        freshness: view.day.freshness
        age: view.day.freshnessText
        actions: [
            AppButton {
                small: true
                text: "Show node"
                reason: table.currentRow < 0 ? "Choose a row first" : ""
                onClicked: view.nodeRequested(view.day.nodes.nodeAt(table.currentRow))
            }
        ]

        DataTable {
            id: table

            readonly property bool roomy: width > 720

            anchors.fill: parent
            focus: true
            objectName: "nodeFaultsTable"
            label: "Faults on nodes"
            model: view.day.nodes
            columns: [
                {title: "Fault", width: 106},
                {title: "Node", width: roomy ? 120 : 104},
                {title: "Region", width: roomy ? 84 : 0},
                {title: "State", width: 100, kind: "status"},
                {title: "Countdown", width: view.day.open ? 86 : 0, align: "right"},
                {title: "Began", width: roomy ? 76 : 0, align: "right"},
                {title: "Ended", width: roomy ? 76 : 0, align: "right"},
                {title: "Why", width: 110, stretch: true}
            ]
            onActivated: (row) => view.nodeRequested(view.day.nodes.nodeAt(row))
        }
    }
    RailsPanel {
        id: rails

        x: Theme.spaceL
        y: parent.height - height - Theme.spaceL
        width: nodes.width
        visible: nodes.visible
        day: view.day
        why: view.day.nodes.whyAt(table.currentRow)
    }
    ScorePanel {
        id: scores

        x: parent.width - width - Theme.spaceL
        y: view.bodyTop
        width: view.wide ? 396 : 336
        height: parent.height - y - Theme.spaceL
        visible: nodes.visible
        day: view.day
        onIncidentRequested: (id) => view.incidentRequested(id)
    }
}
