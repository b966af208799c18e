pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// The nodes of a preview: from which version to which, and what is odd about it.
Column {
    id: moves

    property var nodes: []
    property string lack: "no way back"

    AppText {
        height: 28
        verticalAlignment: Text.AlignVCenter
        text: "Nodes"
        weight: Theme.weightStrong
    }
    Rectangle {
        width: parent.width
        height: Math.min(8, moves.nodes.length) * 24 + 2
        radius: Theme.radiusControl
        color: Theme.canvas
        border.color: Theme.divider

        ListView {
            anchors.fill: parent
            anchors.margins: 1
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: moves.nodes
            T.ScrollBar.vertical: ScrollBar {}
            Accessible.role: Accessible.List
            Accessible.name: moves.nodes.length + " nodes"
            delegate: Item {
                id: move

                required property var modelData
                readonly property string note: modelData.warnings !== "" ? modelData.warnings
                                               : !modelData.wayBack ? moves.lack : !modelData.live ? "not reporting" : ""

                width: ListView.view.width
                height: 24
                Accessible.role: Accessible.ListItem
                Accessible.name: modelData.name + ", from " + modelData.from + " to " + modelData.to + ", " + note

                AppText {
                    x: 10
                    width: 150
                    anchors.verticalCenter: parent.verticalCenter
                    text: move.modelData.name
                    mono: true
                    Accessible.ignored: true
                }
                AppText {
                    x: 168
                    width: 120
                    anchors.verticalCenter: parent.verticalCenter
                    text: move.modelData.site
                    color: Theme.text2
                    Accessible.ignored: true
                }
                AppText {
                    x: 292
                    width: 110
                    anchors.verticalCenter: parent.verticalCenter
                    text: move.modelData.from + " → " + move.modelData.to
                    mono: true
                    color: Theme.text2
                    Accessible.ignored: true
                }
                AppText {
                    x: 408
                    width: parent.width - x - 10
                    anchors.verticalCenter: parent.verticalCenter
                    text: move.note
                    color: Theme.degraded
                    Accessible.ignored: true
                }
            }
        }
    }
}
