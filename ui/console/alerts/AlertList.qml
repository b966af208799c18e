pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The rows of the board. Arrows, Page Up and Down, Home and End move; Right opens a group and Left closes it; Enter goes
// to what is chosen.
Panel {
    id: panel

    required property Session session
    required property AlertBoard board
    property alias currentRow: list.currentIndex
    readonly property bool narrowed: board.filter !== "" || board.severity !== "" || board.region !== "" || board.view !== "firing"

    signal chosen(string key)
    signal activated()
    signal clearRequested()

    function moveTo(row: int) {
        if (board.count === 0)
            return
        const target = Math.max(0, Math.min(board.count - 1, row))
        list.currentIndex = target
        list.positionViewAtIndex(target, ListView.Contain)
        panel.chosen(board.keyAt(target))
    }

    function open(row: int, open: bool) {
        const key = board.keyAt(row)
        board.setOpen(row, open)
        list.currentIndex = Math.max(0, board.rowOf(key))
    }

    title: board.view === "resolved" ? "Resolved within a day" : "Groups"
    sub: board.view === "resolved" ? (board.count > 0 ? board.count : "") : board.groups + (board.groups === 1 ? " group, " : " groups, ") + Number(board.matching).toLocaleString(Qt.locale("en_US"), "f", 0) + (board.matching === 1 ? " alert" : " alerts")
    padding: placeholder === "" ? 1 : Theme.spaceL
    freshness: board.freshness
    age: board.freshnessText
    placeholder: board.count > 0 ? "" : board.known ? (board.firing === 0 && !narrowed ? "calm" : "filtered")
                 : board.state === "denied" ? "denied" : board.state !== "failed" ? "loading"
                 : session.state === "live" ? "error" : "disconnected"
    message: {
        switch (placeholder) {
        case "calm": return "Nothing is firing, " + board.quietSince + "."
        case "filtered": return "0 of " + (board.view === "resolved" ? board.resolved : board.firing) + " alerts match."
        case "": case "loading": return ""
        default: return board.problem
        }
    }
    detail: placeholder === "calm" ? "Objectives that burn, nodes that are gone and what other monitoring sends show here." : ""
    actionText: placeholder === "error" || placeholder === "disconnected" ? "Try again"
                : placeholder === "filtered" ? "Show all that fire" : ""
    commandLine: placeholder === "calm" ? "flotillactl alerts history" : ""
    onActionTriggered: placeholder === "filtered" ? clearRequested() : board.reload()

    ListView {
        id: list

        property bool byKeys: true  // moved last; a mouse needs no ring

        anchors.fill: parent
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        highlightFollowsCurrentItem: false
        model: panel.board
        reuseItems: true
        Accessible.role: Accessible.List
        Accessible.name: "Alerts, " + count + " rows" + (currentIndex >= 0 ? ", row " + (currentIndex + 1) : "")
        Accessible.focusable: true
        T.ScrollBar.vertical: ScrollBar {}
        Keys.onPressed: (event) => {
            const page = Math.max(1, Math.floor(height / Theme.rowAlert) - 1)
            event.accepted = true
            byKeys = true
            switch (event.key) {
            case Qt.Key_Down: return panel.moveTo(currentIndex + 1)
            case Qt.Key_Up: return panel.moveTo(currentIndex - 1)
            case Qt.Key_PageDown: return panel.moveTo(currentIndex + page)
            case Qt.Key_PageUp: return panel.moveTo(currentIndex - page)
            case Qt.Key_Home: return panel.moveTo(0)
            case Qt.Key_End: return panel.moveTo(panel.board.count - 1)
            case Qt.Key_Right: return panel.open(currentIndex, true)
            case Qt.Key_Left: return panel.open(currentIndex, false)
            case Qt.Key_Return:
            case Qt.Key_Enter: return panel.activated()
            }
            event.accepted = false
        }
        delegate: AlertRow {
            width: ListView.view.width
            current: index === ListView.view.currentIndex
            onClicked: {
                list.forceActiveFocus(Qt.MouseFocusReason)
                list.byKeys = false
                panel.moveTo(index)
            }
            onToggled: panel.open(index, !open)
        }
    }
    FocusRing {
        around: 0
        visible: list.activeFocus && list.byKeys
    }
}
