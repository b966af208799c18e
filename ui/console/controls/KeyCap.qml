import QtQuick
import Flotilla.Theme

// The name of a key.
Rectangle {
    id: cap

    property string text: ""

    implicitHeight: 18
    implicitWidth: Math.max(18, Math.ceil(label.implicitWidth) + 10)
    radius: Theme.radiusControl
    color: Theme.raised
    border.color: Theme.divider

    AppText {
        id: label

        anchors.centerIn: parent
        text: cap.text
        size: Theme.fontCaption
        color: Theme.text2
    }
}
