import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A node that a fault of a planned game day means, and whether its owner allows drills.
Item {
    id: target

    required property string fault
    required property string name
    required property string region
    required property string status
    required property string word
    required property string liveness
    property color background: Theme.canvas

    implicitHeight: 24
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + region + ", " + word + ", " + liveness + ", fault " + fault

    AppText {
        width: parent.width * 0.3 - Theme.spaceS
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideMiddle
        text: target.name
        Accessible.ignored: true
    }
    AppText {
        x: parent.width * 0.3
        width: parent.width * 0.16 - Theme.spaceS
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        text: target.region
        color: Theme.text2
        Accessible.ignored: true
    }
    AppText {
        x: parent.width * 0.46
        width: parent.width * 0.2 - Theme.spaceS
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        text: target.fault
        color: Theme.text2
        Accessible.ignored: true
    }
    StatusMark {
        x: parent.width * 0.66
        width: parent.width * 0.24
        height: parent.height
        status: target.status
        word: target.word
        background: target.background
        Accessible.ignored: true
    }
    AppText {
        anchors.right: parent.right
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: target.liveness
        color: Theme.text3
        Accessible.ignored: true
    }
}
