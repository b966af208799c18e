import QtQuick
import Flotilla.Theme

// The square of a check box, also drawn in the rows of tables.
Rectangle {
    id: mark

    property int checkState: Qt.Unchecked
    property bool hovered: false
    readonly property bool set: checkState !== Qt.Unchecked

    width: 14
    height: 14
    radius: 3
    color: !set ? (hovered ? Theme.raised : "transparent") : enabled ? Theme.accent : Theme.control
    border.color: set ? color : enabled ? Theme.control : Theme.divider

    Icon {
        anchors.centerIn: parent
        visible: mark.set
        name: mark.checkState === Qt.PartiallyChecked ? "minus" : "check"
        size: 12
        color: mark.enabled ? Theme.accentInk : Theme.panel
    }
}
