pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the node told of its life, newest first.
Column {
    id: part

    required property NodeDetail node
    readonly property bool loading: node.eventsState === "loading"
    readonly property bool failed: !loading && node.eventsState !== "ready" && node.eventsState !== ""

    Item {
        width: parent.width
        height: 32

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: part.loading && part.node.events.length > 0 ? "Events, asking for newer ones" : "Events"
            weight: Theme.weightStrong
        }
        AppButton {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            small: true
            kind: "ghost"
            iconName: "refresh-cw"
            text: "Reload"
            onClicked: part.node.reloadEvents()
        }
    }
    Placeholder {
        width: parent.width
        height: 180
        visible: (part.node.events.length === 0 || part.failed)
        kind: part.failed ? "error" : part.loading ? "loading" : "empty"
        message: part.failed ? part.node.eventsState : part.loading ? "" : "No events yet."
        detail: part.failed || part.loading ? "" : "A node tells of installations, restarts and refusals."
        actionText: part.failed ? "Try again" : ""
        onActionTriggered: part.node.reloadEvents()
    }
    Repeater {
        model: part.node.events

        EventRow {
            required property var modelData

            width: part.width
            status: modelData.status
            title: modelData.title
            detail: modelData.time + ((modelData.detail ?? "") === "" ? "" : "\n" + modelData.detail)
            maximumLines: 3
            leads: false
        }
    }
}
