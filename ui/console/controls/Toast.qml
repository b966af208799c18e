import QtQuick
import Flotilla.Theme

// What just happened, with the way back. Leaves by itself after ten seconds, but not while the pointer or the focus is on it.
// Errors do not go here: they belong to the panel that has them.
Rectangle {
    id: toast

    property string text: ""
    property string actionText: ""
    property string status: "passed"
    property int lifetime: 10000

    signal actionTriggered()
    signal dismissed()

    implicitWidth: row.x + row.width + 6
    implicitHeight: 40
    radius: Theme.radiusPanel
    color: Theme.raised
    border.color: Theme.control
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    HoverHandler {
        id: pointer
    }
    Timer {
        interval: toast.lifetime
        running: toast.visible && !pointer.hovered && !action.activeFocus && !close.activeFocus
        onTriggered: toast.dismissed()
    }
    StatusShape {
        x: 14
        anchors.verticalCenter: parent.verticalCenter
        status: toast.status
        background: toast.color
        size: 14
    }
    Row {
        id: row

        x: 36
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceM

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: toast.text
            weight: Theme.weightMedium
            Accessible.ignored: true
        }
        AppButton {
            id: action

            visible: toast.actionText !== ""
            kind: "link"
            text: toast.actionText
            onClicked: toast.actionTriggered()
        }
        AppButton {
            id: close

            kind: "icon"
            iconName: "x"
            text: "Dismiss"
            onClicked: toast.dismissed()
        }
    }
}
