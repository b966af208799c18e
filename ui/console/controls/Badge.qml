import QtQuick
import Flotilla.Theme

// A count. `urgent` is for what needs a human now, and for nothing else.
Rectangle {
    id: badge

    property int count: 0
    property bool urgent: false
    property color fill: Theme.raised

    implicitHeight: 18
    implicitWidth: Math.max(18, Math.ceil(label.implicitWidth) + 10)
    radius: height / 2
    color: urgent ? Theme.danger : fill

    AppText {
        id: label

        anchors.centerIn: parent
        text: badge.count > 999 ? "999+" : badge.count
        size: Theme.fontCaption
        weight: Theme.weightStrong
        color: badge.urgent ? Theme.dangerInk : Theme.text
    }
}
