import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A log line: when, how serious, and what; as much of it as two rows hold.
T.AbstractButton {
    id: row

    required property int index
    required property string level
    required property string status
    required property string time
    required property string message
    required property string about
    required property bool trace
    required property string words
    property bool current: false
    readonly property bool loud: level === "error" || level === "warn"

    implicitHeight: 40
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: words
    Accessible.selected: current

    background: Rectangle {
        color: row.current ? Theme.selected : row.hovered ? Theme.hover : "transparent"

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Rectangle {
            width: Theme.sizeEdge
            height: parent.height
            visible: row.loud
            color: Theme.statusColor(row.status)
        }
    }
    contentItem: Item {
        AppText {
            x: 10
            y: 3
            text: row.time
            mono: true
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            x: 72
            y: 3
            text: row.level
            mono: true
            size: Theme.fontCaption
            weight: Theme.weightMedium
            color: row.loud && !row.current ? Theme.statusColor(row.status) : row.loud ? Theme.text : Theme.text2
            Accessible.ignored: true
        }
        AppText {
            x: 114
            y: 3
            width: parent.width - x - 14 - (row.trace ? 42 : 0)
            text: row.about
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            x: parent.width - width - 14
            y: 3
            visible: row.trace
            text: "trace"
            size: Theme.fontCaption
            color: Theme.accent
            Accessible.ignored: true
        }
        AppText {
            x: 10
            y: 19
            width: parent.width - x - 14
            text: row.message
            mono: true
            color: Theme.text
            Accessible.ignored: true
        }
    }
}
