import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// Something that happened or waits: a time before it or an age behind it, a status, a title and a detail. It can lead
// somewhere, and then it is a button.
T.AbstractButton {
    id: row

    property string time: ""
    property string age: ""
    property string status: "unknown"
    property string title: ""
    property string detail: ""
    property bool leads: true
    property int maximumLines: 1
    readonly property int shapeX: time === "" ? 0 : 44

    enabled: leads
    hoverEnabled: leads
    implicitWidth: 260
    implicitHeight: 12 + heading.height + (detail === "" ? 0 : note.height)
    Accessible.role: leads ? Accessible.Button : Accessible.StaticText
    Accessible.name: (time === "" ? "" : time + ", ") + title + (detail === "" ? "" : ", " + detail)
                     + (age === "" ? "" : ", " + age + " ago")

    background: Rectangle {
        x: -Theme.spaceS
        width: row.width + 2 * Theme.spaceS
        radius: Theme.radiusControl
        color: row.hovered ? Theme.hover : "transparent"

        FocusRing {
            visible: row.visualFocus
            around: 0
            anchors.margins: 0
        }
    }
    contentItem: Item {
        AppText {
            x: 0
            anchors.baseline: heading.baseline
            visible: row.time !== ""
            text: row.time
            mono: true
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
        StatusShape {
            x: row.shapeX
            y: heading.y + Math.round((heading.height - height) / 2)
            status: row.status
        }
        AppText {
            id: heading

            x: row.shapeX + 20
            y: 6
            width: row.width - x - (trail.text === "" ? 0 : trail.width + Theme.spaceS)
            text: row.title
            weight: Theme.weightMedium
            Accessible.ignored: true
        }
        AppText {
            id: trail

            anchors.right: parent.right
            anchors.baseline: heading.baseline
            text: row.age
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            id: note

            x: heading.x
            anchors.top: heading.bottom
            width: row.width - x
            visible: text !== ""
            text: row.detail
            color: Theme.text2
            wrapMode: row.maximumLines > 1 ? Text.Wrap : Text.NoWrap
            maximumLineCount: row.maximumLines
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
}
