pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The nodes of one wave, a cell each, what went wrong first. A cell leads to its node.
Panel {
    id: panel

    required property Session session
    required property WaveNodes nodes
    required property EvidenceWatch evidence

    property Cell pointed: null

    signal nodeRequested(string id)

    title: nodes.wave === "" ? "Nodes" : "Nodes of wave " + nodes.wave
    sub: Number(nodes.total).toLocaleString(Qt.locale("en_US"), "f", 0)
    freshness: session.freshness
    age: session.freshnessText
    placeholder: strip.count > 0 ? "" : "empty"
    message: nodes.total === 0 ? "No wave has nodes." : "Too many nodes to show here; the command line lists them."

    component Cell: Item {
        id: cell

        required property string name
        required property string status
        required property string word
        required property string node
        readonly property bool quiet: status === "healthy" || status === "pending"
        readonly property color tone: Theme.statusColor(status)
        readonly property bool here: GridView.isCurrentItem && (GridView.view?.activeFocus ?? false)

        width: 20
        height: 23
        Accessible.role: Accessible.ListItem
        Accessible.name: name + ", " + word
        Accessible.onPressAction: panel.nodeRequested(node)

        Rectangle {
            width: 16
            height: 19
            radius: 3
            color: cell.status === "pending" ? Theme.panel : Theme.mix(Theme.panel, cell.tone, Theme.dark ? 0.22 : 0.14)
            border.width: cell.here ? 2 : cell.status === "pending" ? 1 : 0
            border.color: cell.here ? Theme.focus : Theme.divider

            StatusShape {
                anchors.centerIn: parent
                size: cell.quiet ? 7 : 11
                status: cell.status
                background: parent.color
            }
        }
        HoverHandler {
            onHoveredChanged: {
                if (hovered)
                    panel.pointed = cell
                else if (panel.pointed === cell)
                    panel.pointed = null
            }
        }
        TapHandler {
            onTapped: panel.nodeRequested(cell.node)
        }
    }
    GridView {
        id: strip

        readonly property int across: Math.max(1, Math.floor(width / 20))

        width: parent?.width ?? 0
        height: Math.max(0, (parent?.height ?? 0) - legend.height - Theme.spaceS)
        model: panel.nodes
        cellWidth: 20
        cellHeight: 23
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        highlightFollowsCurrentItem: true
        currentIndex: -1
        Accessible.role: Accessible.List
        Accessible.name: panel.title + ", " + count + " cells"
        Keys.onReturnPressed: if (currentItem) panel.nodeRequested((currentItem as Cell).node)
        T.ScrollBar.vertical: ScrollBar {}

        delegate: Cell {}
        onCurrentItemChanged: {
            if (activeFocus)
                panel.pointed = currentItem as Cell
        }
    }
    // One for all cells, which are many.
    Tooltip {
        readonly property string tally: panel.pointed === null ? "" : panel.evidence.tallyOf(panel.pointed.name)

        parent: panel.pointed ?? strip
        visible: panel.pointed !== null
        text: panel.pointed === null ? "" : panel.pointed.name + ", " + panel.pointed.word + (tally === "" ? "" : "; " + tally)
    }
    StatusLegend {
        id: legend

        y: (parent?.height ?? 0) - height
        width: (parent?.width ?? 0) - (more.visible ? more.width + Theme.spaceM : 0)
        entries: panel.nodes.counts
    }
    AppText {
        id: more

        anchors.right: parent?.right
        y: legend.y
        visible: panel.nodes.left > 0
        text: "and " + panel.nodes.left + " more"
        color: Theme.text3
    }
}
