import QtQuick
import Flotilla.Theme

// A name and its value. Long values end in an ellipsis in the middle, because both ends of an identifier matter.
Item {
    id: fact

    property string name: ""
    property string value: ""
    property bool mono: false
    property bool strong: false
    property string status: ""
    property int nameWidth: 86

    implicitWidth: 320
    implicitHeight: 22
    Accessible.role: Accessible.StaticText
    Accessible.name: name + ": " + (value === "" ? "unknown" : value)

    AppText {
        width: fact.nameWidth - Theme.spaceS
        anchors.verticalCenter: parent.verticalCenter
        text: fact.name
        color: Theme.text3
        Accessible.ignored: true
    }
    StatusShape {
        x: fact.nameWidth
        anchors.verticalCenter: parent.verticalCenter
        visible: fact.status !== ""
        status: fact.status
    }
    AppText {
        x: fact.nameWidth + (fact.status === "" ? 0 : 18)
        width: fact.width - x
        anchors.verticalCenter: parent.verticalCenter
        elide: Text.ElideMiddle
        text: fact.value === "" ? "unknown" : fact.value
        mono: fact.mono
        weight: fact.strong ? Theme.weightStrong : Theme.weightNormal
        color: fact.value === "" ? Theme.text3 : Theme.text
        Accessible.ignored: true
    }
}
