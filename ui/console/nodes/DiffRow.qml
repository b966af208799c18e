import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One wanted value beside the actual one; tinted where they differ.
Rectangle {
    id: row

    property string name: ""
    property string desired: ""
    property string actual: ""
    property bool differs: false

    implicitHeight: Theme.rowFact
    color: differs ? Theme.mix(Theme.panel, Theme.degraded, 0.1) : Theme.panel
    Accessible.role: Accessible.StaticText
    Accessible.name: name + ": wanted " + desired + ", actual " + actual + (differs ? ", differs" : "")

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    AppText {
        x: Theme.spaceS
        width: 122 - x
        anchors.verticalCenter: parent.verticalCenter
        text: row.name
        color: Theme.text2
        Accessible.ignored: true
    }
    AppText {
        x: 128
        width: parent.width * 0.5 + 40 - x
        anchors.verticalCenter: parent.verticalCenter
        text: row.desired
        mono: true
        elide: Text.ElideMiddle
        Accessible.ignored: true
    }
    StatusShape {
        x: parent.width * 0.5 + 48
        anchors.verticalCenter: parent.verticalCenter
        visible: row.differs
        status: "degraded"
        background: row.color
    }
    Icon {
        x: parent.width * 0.5 + 48
        anchors.verticalCenter: parent.verticalCenter
        visible: !row.differs
        name: "check"
        size: 12
        color: Theme.text3
    }
    AppText {
        x: parent.width * 0.5 + 68
        width: parent.width - x - Theme.spaceXS
        anchors.verticalCenter: parent.verticalCenter
        text: row.actual
        mono: true
        elide: Text.ElideMiddle
        Accessible.ignored: true
    }
}
