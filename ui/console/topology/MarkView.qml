pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme
import Flotilla.Viz

// One mark per node in the groups of the topology; the marked one is described beside the pointer. Enter or a click
// chooses it. The list shows the same and is one key away.
FocusScope {
    id: view

    required property Session session
    required property Topology topology
    property bool onlyProblems: false
    property string currentId: ""
    readonly property bool small: grid.nodeCount <= 48
    readonly property var meaning: topology.colourBy === "drift" ? ({healthy: "as wanted", degraded: "differs"}) : ({})

    signal chosen(string id)
    signal listRequested()

    function legend(): var {
        const all = grid.counts
        return Theme.statuses.map((status, i) => ({status: status, word: meaning[status] ?? status, count: all[i] ?? 0}))
                .filter(entry => topology.colourBy !== "drift" || entry.count > 0)
    }

    Keys.onTabPressed: listRequested()

    NodeTiles {
        visible: view.small
        width: parent.width
        height: flick.height
        focus: view.small
        topology: view.topology
        onlyProblems: view.onlyProblems
        currentId: view.currentId
        meaning: view.meaning
        onChosen: (id) => view.chosen(id)
    }
    Flickable {
        id: flick

        visible: !view.small
        width: parent.width
        height: foot.y - Theme.spaceM
        contentHeight: grid.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        FleetGrid {
            id: grid

            objectName: "marks"
            // A scroll bar does not stand on the marks.
            width: flick.width - 10
            focus: !view.small
            viewTop: flick.contentY
            viewHeight: flick.height
            regions: view.topology.groups
            statuses: view.topology.statuses
            onlyProblems: view.onlyProblems
            onActivated: (node) => view.chosen(view.topology.idAt(node))
        }
        Rectangle {
            readonly property int place: view.currentId === "" ? -1 : view.topology.placeOf(view.currentId)
            readonly property point at: place < 0 ? Qt.point(0, 0) : (grid.width, grid.regions, grid.centerOf(place))

            visible: place >= 0
            x: Math.round(at.x) - 9
            y: Math.round(at.y) - 9
            width: 18
            height: 18
            radius: Theme.radiusControl
            color: "transparent"
            border.width: 2
            border.color: Theme.accent
        }
        NodeCard {
            readonly property point at: grid.current < 0 ? Qt.point(0, 0) : grid.centerOf(grid.current)

            visible: grid.current >= 0
            node: visible ? view.topology.describe(grid.current) : ({})
            x: at.x + 16 + width > grid.width ? at.x - width - 16 : at.x + 16
            y: Math.max(flick.contentY, Math.min(at.y - 20, flick.contentY + flick.height - height))
        }
    }
    Rectangle {
        id: foot

        y: parent.height - height
        width: parent.width
        height: 38
        radius: Theme.radiusPanel
        color: Theme.panel
        border.color: Theme.divider

        StatusLegend {
            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            spacing: view.width < 900 ? 12 : 18
            entries: view.legend()
        }
        FreshnessChip {
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            freshness: view.session.freshness
            text: view.session.freshnessText
        }
    }
}
