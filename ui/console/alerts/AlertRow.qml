import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A row of the board: a group with how many fire in it, or one of its alerts. Few objects, because there may be many.
T.AbstractButton {
    id: row

    required property int index
    required property bool group
    required property string status
    required property string word
    required property string title
    required property string place
    required property string since
    required property string told
    required property string owner
    required property string held
    required property bool open
    required property string tally
    required property bool nested
    property bool current: false
    readonly property bool wide: width > 720
    readonly property real gap: wide ? Theme.spaceM : Theme.spaceS
    readonly property real indent: nested ? 20 : 0
    readonly property bool loud: status === "failed" || status === "warning"
    readonly property color fill: current ? Theme.selected : hovered ? Theme.hover : group ? Theme.canvas : Theme.panel

    signal toggled()

    implicitHeight: Theme.rowAlert
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: Array.from([word, title, group ? tally : place, since === "" ? "" : "since " + since + " ago",
                      owner === "" ? "" : owner + " has it", held, told === "" ? "" : "told to " + told,
                      group ? (open ? "open" : "closed") : ""]).filter(part => part !== "").join(", ")
    Accessible.selected: current
    onDoubleClicked: {
        if (group)
            toggled()
    }

    background: Rectangle {
        color: row.fill

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Rectangle {
            width: Theme.sizeEdge
            height: parent.height
            visible: row.loud && row.owner === ""
            color: Theme.statusColor(row.status)
        }
    }
    contentItem: Item {
        Icon {
            x: 12
            anchors.verticalCenter: parent.verticalCenter
            visible: row.group
            name: row.open ? "chevron-down" : "chevron-right"
            size: 14
            color: Theme.text2

            TapHandler {
                margin: 8
                onTapped: row.toggled()
            }
        }
        StatusShape {
            x: 34 + row.indent
            anchors.verticalCenter: parent.verticalCenter
            status: row.status
            background: row.fill
        }
        AppText {
            x: 52 + row.indent
            width: 52
            anchors.verticalCenter: parent.verticalCenter
            text: row.word
            weight: Theme.weightMedium
            color: row.current || !row.loud ? Theme.text2 : Theme.statusColor(row.status)
            Accessible.ignored: true
        }
        AppText {
            x: 110 + row.indent
            width: middle.x - x - Theme.spaceS
            anchors.verticalCenter: parent.verticalCenter
            text: row.title
            weight: row.group ? Theme.weightStrong : Theme.weightNormal
            Accessible.ignored: true
        }
        AppText {
            id: middle

            readonly property int own: row.wide ? 164 : 92

            // Into the column of who has it, if nobody does.
            x: holder.x - own - row.gap
            width: own + (holder.text === "" ? holder.width + row.gap : 0)
            anchors.verticalCenter: parent.verticalCenter
            text: row.group ? row.tally : row.place
            color: Theme.text2
            Accessible.ignored: true
        }
        AppText {
            id: holder

            x: receiver.x - width - row.gap
            width: row.wide ? 116 : 80
            anchors.verticalCenter: parent.verticalCenter
            text: row.held !== "" ? row.held : row.owner
            color: row.held !== "" ? Theme.held : Theme.text2
            Accessible.ignored: true
        }
        AppText {
            id: receiver

            x: when.x - width - (row.wide ? row.gap : 0)
            width: row.wide ? 84 : 0
            visible: row.wide
            anchors.verticalCenter: parent.verticalCenter
            text: row.nested ? "" : row.told
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            id: when

            x: parent.width - width - 14
            width: row.wide ? 76 : 66
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: row.since
            color: Theme.text3
            Accessible.ignored: true
        }
    }
}
