import QtQuick
import Flotilla.Theme

// A command line or a digest to copy. `label` stands before it.
Rectangle {
    id: line

    property string text: ""
    property string label: ""
    property bool copied: false

    function copy() {
        source.selectAll()
        source.copy()
        source.deselect()
        copied = true
        reset.restart()
    }

    implicitWidth: 320
    implicitHeight: Theme.sizeButton + 2
    radius: Theme.radiusControl
    color: Theme.canvas
    border.color: Theme.divider

    Timer {
        id: reset

        interval: 2000
        onTriggered: line.copied = false
    }
    AppText {
        id: caption

        x: 10
        anchors.verticalCenter: parent.verticalCenter
        text: line.label
        color: Theme.text3
    }
    AppText {
        x: line.label === "" ? 10 : caption.x + Math.ceil(caption.implicitWidth) + 10
        width: line.width - x - 32
        anchors.verticalCenter: parent.verticalCenter
        text: line.text
        mono: true
        elide: Text.ElideMiddle
    }
    // The clipboard is reached through an editor in Qt Quick.
    TextEdit {
        id: source

        visible: false
        text: line.text
        Accessible.ignored: true
    }
    AppButton {
        anchors.right: parent.right
        anchors.rightMargin: 2
        anchors.verticalCenter: parent.verticalCenter
        kind: "icon"
        small: true
        iconSize: 14
        iconName: line.copied ? "check" : "copy"
        text: line.copied ? "Copied" : "Copy " + line.text
        onClicked: line.copy()
    }
}
