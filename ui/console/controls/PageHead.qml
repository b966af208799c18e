import QtQuick
import Flotilla.Theme

// The head of a view: its title, one quiet sentence about what it shows, and its actions at the right.
Item {
    id: head

    property string title: ""
    property string sub: ""
    property alias actions: actionRow.data

    implicitWidth: 800
    implicitHeight: Theme.sizePageHead
    Accessible.role: Accessible.Heading
    Accessible.name: title

    AppText {
        id: heading

        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(Math.ceil(implicitWidth), head.width - actionRow.width - Theme.spaceM)
        text: head.title
        size: Theme.fontTitle
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    AppText {
        anchors.baseline: heading.baseline
        x: heading.width + Theme.spaceM
        width: Math.max(0, head.width - x - actionRow.width - Theme.spaceL)
        text: head.sub
        color: Theme.text3
    }
    Row {
        id: actionRow

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceS
    }
}
