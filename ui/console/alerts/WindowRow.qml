pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One maintenance window over a week: name and hours at the left, a bar for every time that it is open.
Item {
    id: row

    required property int index
    property var about: ({})
    property real nameWidth: 300
    property real now: -1
    readonly property bool open: about.open ?? false
    readonly property real dayWidth: (width - nameWidth - Theme.spaceL) / 7

    implicitHeight: 58
    Accessible.role: Accessible.ListItem
    Accessible.name: [about.name, about.hours, about.zone, about.what, about.reason, open ? "open now, until " + about.until : ""]
                     .filter(part => part).join(", ")

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Rectangle {
        width: Theme.sizeEdge
        height: parent.height
        visible: row.open
        color: Theme.held
    }
    StatusShape {
        x: Theme.spaceL
        y: 9
        status: row.open ? "held" : "pending"
    }
    AppText {
        id: name

        x: 36
        y: 6
        width: Math.min(Math.ceil(implicitWidth), row.nameWidth - x - (until.visible ? until.width + 16 : 8))
        text: row.about.name ?? ""
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    AppText {
        id: until

        x: name.x + name.width + Theme.spaceS
        y: 6
        width: Math.min(Math.ceil(implicitWidth), 150)
        visible: row.open
        text: "open, until " + (row.about.until ?? "")
        weight: Theme.weightMedium
        color: Theme.held
        Accessible.ignored: true
    }
    AppText {
        x: 36
        y: 23
        width: row.nameWidth - x - 8
        text: row.about.hours ?? ""
        color: Theme.text2
        Accessible.ignored: true

        HoverHandler {
            id: over
        }
        Tooltip {
            visible: over.hovered
            text: (row.about.reason ?? "") === "" ? row.about.what ?? "" : row.about.reason + ": " + row.about.what
        }
    }
    AppText {
        x: 36
        y: 39
        width: row.nameWidth - x - 8
        text: (row.about.zone ?? "") + ((row.about.reason ?? "") === "" ? "" : ", " + row.about.reason)
        size: Theme.fontCaption
        color: Theme.text3
        Accessible.ignored: true
    }
    Repeater {
        model: 8

        Rectangle {
            required property int index

            x: Math.round(row.nameWidth + index * row.dayWidth)
            width: 1
            height: row.height
            color: Theme.divider
        }
    }
    Repeater {
        model: row.about.bars ?? []

        Rectangle {
            id: bar

            required property var modelData
            readonly property bool now: row.now >= modelData.from && row.now < modelData.to

            x: Math.round(row.nameWidth + modelData.from * row.dayWidth)
            y: 16
            width: Math.max(3, Math.round((modelData.to - modelData.from) * row.dayWidth))
            height: 26
            radius: 3
            color: Theme.mix(Theme.panel, Theme.held, now ? 0.5 : 0.2)
            border.color: Theme.mix(Theme.panel, Theme.held, 0.6)

            HoverHandler {
                id: pointer
            }
            Tooltip {
                visible: pointer.hovered
                text: bar.modelData.words
            }
        }
    }
    Rectangle {
        x: Math.round(row.nameWidth + row.now * row.dayWidth)
        width: 2
        height: parent.height
        visible: row.now >= 0 && row.now < 7
        color: Theme.accent
    }
}
