import QtQuick
import Flotilla.Theme

// The state of an object: shape in colour, word in the text colour. Without a status it is a plain property such as "tier 2".
Rectangle {
    id: pill

    property string status: ""
    property string text: status

    implicitHeight: 22
    implicitWidth: label.x + Math.ceil(label.implicitWidth) + 9
    radius: height / 2
    color: Theme.raised
    border.color: Theme.divider
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    StatusShape {
        x: 8
        anchors.verticalCenter: parent.verticalCenter
        visible: pill.status !== ""
        status: pill.status
        background: pill.color
    }
    AppText {
        id: label

        x: pill.status === "" ? 9 : 25
        anchors.verticalCenter: parent.verticalCenter
        text: pill.text
        weight: Theme.weightMedium
        Accessible.ignored: true
    }
}
