pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme
import Flotilla.Viz

// The whole fleet: a panel per region, a block of marks per site. Hover or the arrow keys choose a node.
FocusScope {
    id: grid

    property alias regions: marks.regions
    property alias statuses: marks.statuses
    property alias current: marks.current
    property alias onlyProblems: marks.onlyProblems
    readonly property int nodeCount: total(marks.regions)
    // How many nodes have each status, in the order of Theme.statuses.
    readonly property var counts: (marks.statuses, marks.siteBoxes, marks.counts(-1))
    // What can be seen of it; all, unless somebody scrolls it.
    property real viewTop: 0
    property real viewHeight: height
    // Labels of sites go over the room between two of them.
    readonly property real labelWidth: 72

    signal activated(int node)

    function total(regions: var): int {
        let sum = 0
        for (const region of regions) {
            for (const site of region.sites)
                sum += site.count
        }
        return sum
    }

    function placeOf(node: int): var {
        return marks.placeOf(node)
    }

    function centerOf(node: int): point {
        return marks.centerOf(node)
    }

    // Healthy or on the way to it; nothing is said of a region of which nothing is known.
    function shareOf(counts: var, total: int): string {
        const known = total - (counts[Theme.statuses.indexOf("unknown")] ?? 0)
        const fine = (counts[Theme.statuses.indexOf("healthy")] ?? 0) + (counts[Theme.statuses.indexOf("updating")] ?? 0)
        return known === 0 ? "–" : (100 * fine / total).toFixed(1) + " %"
    }

    // What deserves attention most in a region: {status, count}, or nothing.
    function worstOf(counts: var): var {
        for (const status of ["failed", "degraded", "offline", "unknown", "held"]) {
            const count = counts[Theme.statuses.indexOf(status)] ?? 0
            if (count > 0)
                return {status: status, count: count}
        }
        return null
    }

    function moveTo(node: int) {
        marks.current = Math.max(0, Math.min(nodeCount - 1, node))
    }

    implicitWidth: 1200
    implicitHeight: marks.implicitHeight
    activeFocusOnTab: true
    Accessible.role: Accessible.Graphic
    Accessible.name: nodeCount + " nodes by region and site; the list shows the same"
    Accessible.focusable: true

    Keys.onLeftPressed: moveTo(current - 1)
    Keys.onRightPressed: moveTo(current + 1)
    Keys.onUpPressed: moveTo(marks.nodeAt(marks.centerOf(current).x, marks.centerOf(current).y - 6))
    Keys.onDownPressed: moveTo(marks.nodeAt(marks.centerOf(current).x, marks.centerOf(current).y + 6))
    Keys.onReturnPressed: activated(current)
    Keys.onEscapePressed: current = -1

    Repeater {
        model: marks.regionBoxes

        Rectangle {
            id: panel

            required property var modelData
            required property int index
            readonly property var counts: (marks.statuses, marks.siteBoxes, marks.counts(index))
            readonly property var worst: grid.worstOf(counts)

            x: modelData.x
            y: modelData.y
            width: modelData.width
            height: modelData.height
            radius: Theme.radiusPanel
            color: Theme.panel
            border.color: Theme.divider

            Text {
                id: name

                x: 12
                y: 9
                width: Math.min(implicitWidth, panel.width - 24)
                elide: Text.ElideRight
                text: panel.modelData.name
                textFormat: Text.PlainText
                color: Theme.text
                font.pixelSize: Theme.fontBody
                font.weight: Theme.weightStrong
            }
            Text {
                anchors.left: name.right
                anchors.leftMargin: Theme.spaceS
                anchors.baseline: name.baseline
                visible: name.width + width + 36 < panel.width
                text: Number(panel.modelData.count).toLocaleString(Qt.locale("en_US"), "f", 0)
                textFormat: Text.PlainText
                color: Theme.text3
                font.pixelSize: Theme.fontTable
            }
            Row {
                anchors.right: parent.right
                anchors.rightMargin: 12
                y: 10
                spacing: Theme.spaceM
                visible: panel.width > 210

                StatusMark {
                    visible: panel.worst !== null && panel.width > 260
                    status: panel.worst?.status ?? "healthy"
                    word: (panel.worst?.count ?? 0) + " " + (panel.worst?.status ?? "")
                }
                Text {
                    text: grid.shareOf(panel.counts, panel.modelData.count)
                    textFormat: Text.PlainText
                    color: Theme.text2
                    font.pixelSize: Theme.fontTable
                }
            }
        }
    }

    FleetGridItem {
        id: marks

        y: viewTop
        viewTop: Math.floor(grid.viewTop)
        width: grid.width
        height: Math.ceil(grid.viewHeight) + 1
        statusColors: Theme.statusColors
        background: Theme.panel
        ringColor: Theme.focus
        quietOpacity: Theme.quietMarkOpacity
    }

    Repeater {
        model: marks.siteBoxes

        Text {
            required property var modelData
            readonly property bool troubled: modelData.problems > 9

            x: modelData.x
            y: modelData.y - 18
            width: Math.max(grid.labelWidth, modelData.width)
            elide: Text.ElideRight
            text: troubled ? modelData.name + "  " + modelData.problems : modelData.name
            textFormat: Text.PlainText
            color: troubled ? Theme.text : Theme.text3
            font.pixelSize: Theme.fontCaption
            font.weight: troubled ? Theme.weightStrong : Theme.weightNormal
        }
    }

    MouseArea {
        anchors.fill: parent
        hoverEnabled: true
        onPositionChanged: (mouse) => marks.current = marks.nodeAt(mouse.x, mouse.y)
        onExited: marks.current = -1
        onClicked: (mouse) => {
            grid.forceActiveFocus(Qt.MouseFocusReason)
            const node = marks.nodeAt(mouse.x, mouse.y)
            if (node >= 0)
                grid.activated(node)
        }
    }
}
