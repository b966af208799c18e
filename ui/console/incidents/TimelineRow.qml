import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// An entry of a timeline: when, what by shape and word, who.
Item {
    id: row

    required property string at
    required property string when
    required property string kind
    required property string status
    required property string text
    required property string more
    required property string actor
    required property bool pinned

    implicitHeight: lines.height + Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: at + ", " + kind + ", " + text + ", by " + actor + (pinned ? ", pinned" : "")

    AppText {
        id: time

        width: 84
        y: 5
        text: row.at
        mono: true
        size: Theme.fontCaption
        color: Theme.text3
        Accessible.ignored: true

        HoverHandler {
            id: over
        }
        Tooltip {
            visible: over.hovered
            text: row.when
        }
    }
    StatusShape {
        x: 46 + (time.implicitWidth > 42 ? 46 : 0)
        y: 5
        status: row.status
    }
    Column {
        id: lines

        x: 66 + (time.implicitWidth > 42 ? 46 : 0)
        y: 4
        width: parent.width - x
        spacing: 2

        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            text: row.text
            weight: row.pinned ? Theme.weightMedium : Theme.weightNormal
            Accessible.ignored: true
        }
        AppText {
            width: parent.width
            visible: text !== ""
            wrapMode: Text.Wrap
            text: row.more
            color: Theme.text2
            Accessible.ignored: true
        }
        AppText {
            width: parent.width
            text: row.kind + ", " + row.actor + (row.pinned ? ", pinned" : "")
            color: Theme.text3
            Accessible.ignored: true
        }
    }
}
