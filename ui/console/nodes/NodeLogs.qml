pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The log lines that the node keeps, searched there. Enter searches; arrows move through the lines; the chosen one shows
// what else is known of it and where the time of its request went.
Column {
    id: part

    required property LogSearch logs
    required property string whyNotOperate
    readonly property bool searching: logs.state === "searching"
    readonly property bool troubled: logs.state !== "ready" && logs.state !== "searching" && logs.state !== "idle"
    readonly property list<string> levels: ["debug", "info", "warn", "error"]
    readonly property var spans: Array.from([15, 60, 1440, 0])

    function search() {
        logs.text = field.text
        logs.search()
    }

    spacing: Theme.spaceS

    Clipboard {
        id: clipboard
    }
    SearchField {
        id: field

        width: parent.width
        keyHint: ""
        label: "Text to look for in the logs"
        placeholderText: "text, in upper or lower case"
        maximumLength: 200
        text: part.logs.text
        onAccepted: part.search()
        onCleared: part.logs.text = ""
    }
    Flow {
        width: parent.width
        spacing: Theme.spaceS

        Select {
            label: "Level"
            model: ["all", "info and above", "warnings", "errors"]
            currentIndex: part.levels.indexOf(part.logs.level)
            onActivated: (index) => part.logs.level = part.levels[index]
        }
        Select {
            label: "Last"
            model: ["15 min", "1 h", "24 h", "all it keeps"]
            currentIndex: part.spans.indexOf(part.logs.minutes)
            onActivated: (index) => part.logs.minutes = part.spans[index]
        }
        CheckBox {
            text: "Only traces"
            checked: part.logs.tracesOnly
            onToggled: part.logs.tracesOnly = checked
        }
    }
    Chip {
        width: Math.min(implicitWidth, parent.width)
        visible: part.logs.corr !== ""
        field: "request"
        value: part.logs.corr
        onRemoved: {
            part.logs.corr = ""
            part.search()
        }
    }
    Row {
        spacing: Theme.spaceS

        AppButton {
            kind: "primary"
            small: true
            iconName: "search"
            text: part.searching ? "Searching…" : "Search on the node"
            reason: part.whyNotOperate
            enabled: !part.searching
            onClicked: part.search()
        }
        AppButton {
            small: true
            iconName: "copy"
            visible: part.logs.count > 0
            text: "Copy all"
            onClicked: clipboard.put(part.logs.allLines())
        }
    }
    AppText {
        width: parent.width
        visible: part.whyNotOperate !== ""
        wrapMode: Text.Wrap
        text: part.whyNotOperate
        color: Theme.text2
        size: Theme.fontCaption
    }
    Banner {
        width: parent.width
        visible: part.troubled && part.logs.count > 0
        status: "warning"
        title: part.logs.problem
        text: part.logs.fix
    }
    Placeholder {
        width: parent.width
        height: part.searching ? 180 : 200
        visible: part.logs.count === 0
        kind: part.searching ? "loading" : part.logs.state === "idle" ? "empty" : part.logs.state === "ready" ? "filtered"
              : part.logs.state === "offline" ? "disconnected" : part.logs.state === "denied" ? "denied"
              : part.logs.state === "busy" ? "empty" : "error"
        message: part.searching ? "" : part.logs.state === "idle" ? "Lines stay on the node until you ask." : part.logs.state === "ready"
                 ? "Nothing was found." : part.logs.problem
        detail: part.logs.state === "idle" ? "It is searched there, and only what fits is sent; the search is written into the audit log."
                : part.logs.state === "ready" ? part.logs.reach + (part.logs.gaps === "" ? "" : " " + part.logs.gaps) : part.logs.fix
        actionText: part.troubled && part.logs.state !== "denied" && part.logs.state !== "wrong" && part.logs.state !== "old" ? "Search again" : ""
        onActionTriggered: part.search()
    }
    AppText {
        width: parent.width
        visible: part.logs.count > 0 && text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: part.logs.reach
        color: Theme.text2
    }
    StatusMark {
        width: parent.width
        visible: part.logs.count > 0 && part.logs.gaps !== ""
        status: "warning"
        word: part.logs.gaps

        HoverHandler {
            id: overGaps
        }
        Tooltip {
            visible: overGaps.hovered
            text: part.logs.gaps
        }
    }
    Rectangle {
        width: parent.width
        height: Math.min(366, list.contentHeight + 2)
        visible: part.logs.count > 0
        radius: Theme.radiusControl
        color: Theme.canvas
        border.color: list.activeFocus ? Theme.focus : Theme.divider

        ListView {
            id: list

            anchors.fill: parent
            anchors.margins: 1
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            reuseItems: true
            model: part.logs
            Accessible.role: Accessible.List
            Accessible.name: "Log lines, " + count + " rows"
            Accessible.focusable: true
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onPressed: (event) => {
                const last = count - 1, at = part.logs.current
                const to = event.key === Qt.Key_Down ? at + 1 : event.key === Qt.Key_Up ? at - 1 : event.key === Qt.Key_PageDown ? at + 8
                           : event.key === Qt.Key_PageUp ? at - 8 : event.key === Qt.Key_Home ? 0 : event.key === Qt.Key_End ? last : -9
                event.accepted = to !== -9
                if (!event.accepted)
                    return
                part.logs.current = Math.max(0, Math.min(last, to))
                list.positionViewAtIndex(part.logs.current, ListView.Contain)
            }
            delegate: LogRow {
                width: ListView.view.width
                current: index === part.logs.current
                onClicked: {
                    list.forceActiveFocus(Qt.MouseFocusReason)
                    part.logs.current = index
                }
            }
        }
    }
    LogDetail {
        width: parent.width
        visible: part.logs.current >= 0
        logs: part.logs
        onCopyRequested: (text) => clipboard.put(text)
    }
}
