import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One node: its name, its state, and what it runs against what it should run.
Rectangle {
    id: tile

    required property int place
    property var node: ({})
    property string status: "unknown"
    property string word: status
    property bool current: false
    property bool opened: false
    readonly property bool drifts: node.desired !== node.actual && !(node.desired ?? "").endsWith(" " + node.actual)
    readonly property string runs: !drifts ? node.desired ?? "" : node.actual + " → " + node.desired

    signal clicked()

    width: 208
    height: 58
    radius: Theme.radiusControl
    color: area.containsMouse ? Theme.hover : Theme.raised
    border.width: opened ? 2 : 1
    border.color: opened ? Theme.accent : Theme.divider
    Accessible.role: Accessible.Button
    Accessible.name: (node.name ?? "") + ", " + word + ", " + runs
    Accessible.onPressAction: tile.clicked()

    AppText {
        x: 10
        y: 8
        width: parent.width - x - state.width - 18
        text: tile.node.name ?? ""
        mono: true
        weight: Theme.weightMedium
    }
    StatusMark {
        id: state

        anchors.right: parent.right
        anchors.rightMargin: 10
        y: 8
        status: tile.status
        word: tile.word
        background: tile.color
        textSize: Theme.fontCaption
    }
    AppText {
        x: 10
        y: 32
        width: parent.width - 20
        text: tile.runs
        size: Theme.fontCaption
        color: Theme.text3
    }
    FocusRing {
        visible: tile.current
    }
    MouseArea {
        id: area

        anchors.fill: parent
        hoverEnabled: true
        onClicked: tile.clicked()
    }
}
