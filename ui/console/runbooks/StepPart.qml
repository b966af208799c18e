import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One part of a step on the rail: its name and shape at the left, a note at the right, and what belongs to it below.
Item {
    id: part

    property string title: ""
    property string note: ""
    property string noteStatus: ""
    property string status: "pending"
    property string word: ""
    property bool last: false
    default property alias content: body.data

    implicitHeight: body.y + body.height + Theme.spaceL
    Accessible.role: Accessible.Grouping
    Accessible.name: title + (word === "" ? "" : ", " + word) + (note === "" ? "" : ", " + note)

    Rectangle {
        x: 9
        y: 22
        width: 1
        height: parent.height - y
        visible: !part.last
        color: Theme.control
        opacity: 0.6
    }
    StatusShape {
        x: 2
        y: 3
        size: 15
        status: part.status
    }
    AppText {
        id: heading

        x: 32
        height: 20
        verticalAlignment: Text.AlignVCenter
        text: part.title
        size: Theme.fontBody
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    AppText {
        x: heading.x + heading.width + Theme.spaceS
        height: 20
        verticalAlignment: Text.AlignVCenter
        text: part.word
        color: Theme.text2
        Accessible.ignored: true
    }
    AppText {
        anchors.right: parent.right
        height: 20
        verticalAlignment: Text.AlignVCenter
        text: part.note
        color: part.noteStatus === "" ? Theme.text2 : Theme.statusColor(part.noteStatus)
        Accessible.ignored: true
    }
    Item {
        id: body

        x: 32
        y: 24
        width: parent.width - x
        height: childrenRect.height
    }
}
