import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// Looks like a field, but opens the palette, which is where typing happens.
T.AbstractButton {
    id: search

    hoverEnabled: true
    text: "Search or run a command"
    implicitWidth: 340
    implicitHeight: 30
    Accessible.role: Accessible.Button
    Accessible.name: text + ", Ctrl K"

    background: Rectangle {
        radius: Theme.radiusControl
        color: search.hovered ? Theme.hover : Theme.canvas
        border.color: Theme.control

        FocusRing {
            visible: search.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            x: 10
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
            size: 14
            color: Theme.text3
        }
        AppText {
            x: 32
            width: parent.width - x - cap.width - 12
            anchors.verticalCenter: parent.verticalCenter
            text: search.text
            size: Theme.fontBody
            color: Theme.text2
            Accessible.ignored: true
        }
        KeyCap {
            id: cap

            anchors.right: parent.right
            anchors.rightMargin: 6
            anchors.verticalCenter: parent.verticalCenter
            text: "Ctrl K"
        }
    }
}
