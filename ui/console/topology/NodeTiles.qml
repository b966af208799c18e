pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A small fleet, with a tile per node that says who it is and what it runs. The arrow keys go from tile to tile, Enter or a
// click chooses one.
FocusScope {
    id: view

    objectName: "tiles"

    required property Topology topology
    property bool onlyProblems: false
    property string currentId: ""
    property var meaning: ({})  // words of statuses that mean something else here
    readonly property var bytes: new Uint8Array(topology.statuses)
    readonly property var regions: visible ? placed(topology.groups) : []
    property int current: -1

    signal chosen(string id)

    // Where each site's nodes begin among all of them.
    function placed(groups: var): var {
        let first = 0
        return groups.map(group => ({name: group.name, sites: group.sites.map(site => {
            const begin = first
            first += site.count
            return {name: site.name, count: site.count, first: begin}
        })}))
    }

    function statusOf(place: int): string {
        return Theme.statuses[bytes[place]] ?? "unknown"
    }

    function shows(place: int): bool {
        const status = statusOf(place)
        return !onlyProblems || (status !== "healthy" && status !== "updating")
    }

    // The tiles that can be seen, in their order.
    function tiles(): var {
        const found = []
        const walk = (item) => {
            if (item.place !== undefined && item.visible)
                found.push(item)
            for (let i = 0; i < item.children.length; ++i)
                walk(item.children[i])
        }
        walk(column)
        return found
    }

    // To the nearest tile in a direction, or to the first.
    function move(dx: int, dy: int) {
        const all = tiles()
        const from = all.find(tile => tile.place === current)
        if (!from) {
            current = all[0]?.place ?? -1
            return
        }
        const at = from.mapToItem(column, 0, 0)
        let best = null
        let least = Infinity
        for (const tile of all) {
            const to = tile.mapToItem(column, 0, 0)
            const along = dx * (to.x - at.x) + dy * (to.y - at.y)
            const across = Math.abs(dx === 0 ? to.x - at.x : to.y - at.y)
            if (along > 0 && along + 3 * across < least) {
                least = along + 3 * across
                best = tile
            }
        }
        if (best)
            current = best.place
    }

    Keys.onLeftPressed: move(-1, 0)
    Keys.onRightPressed: move(1, 0)
    Keys.onUpPressed: move(0, -1)
    Keys.onDownPressed: move(0, 1)
    Keys.onReturnPressed: if (current >= 0) chosen(topology.idAt(current))
    Keys.onEscapePressed: current = -1
    onCurrentChanged: {
        const tile = tiles().find(tile => tile.place === current)
        if (!tile)
            return
        const y = tile.mapToItem(column, 0, 0).y
        flick.contentY = Math.max(0, Math.min(Math.max(flick.contentY, y + tile.height - flick.height), y,
                                              Math.max(0, flick.contentHeight - flick.height)))
    }
    activeFocusOnTab: true
    Accessible.role: Accessible.List
    Accessible.name: bytes.length + " nodes by region and site"

    Flickable {
        id: flick

        anchors.fill: parent
        contentHeight: column.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            width: flick.width - 10
            spacing: Theme.spaceM

            Repeater {
                model: view.regions

                Rectangle {
                    id: panel

                    required property var modelData

                    width: column.width
                    height: blocks.y + blocks.height + Theme.spaceM
                    radius: Theme.radiusPanel
                    color: Theme.panel
                    border.color: Theme.divider

                    AppText {
                        id: name

                        x: Theme.spaceM
                        y: 9
                        text: panel.modelData.name
                        size: Theme.fontBody
                        weight: Theme.weightStrong
                    }
                    AppText {
                        anchors.left: name.right
                        anchors.leftMargin: Theme.spaceS
                        anchors.baseline: name.baseline
                        text: panel.modelData.sites.reduce((sum, site) => sum + site.count, 0)
                        color: Theme.text3
                    }
                    Flow {
                        id: blocks

                        x: Theme.spaceM
                        y: 36
                        width: parent.width - 2 * x
                        spacing: Theme.spaceL

                        Repeater {
                            model: panel.modelData.sites

                            Column {
                                id: site

                                required property var modelData

                                spacing: 4
                                width: Math.min(blocks.width, tilesOfSite.implicitWidth)

                                AppText {
                                    width: parent.width
                                    text: site.modelData.name
                                    size: Theme.fontCaption
                                    color: Theme.text3
                                }
                                Flow {
                                    id: tilesOfSite

                                    readonly property int fitting: Math.max(1, Math.floor((blocks.width + Theme.spaceS)
                                                                                          / (208 + Theme.spaceS)))

                                    width: Math.min(site.modelData.count, fitting) * (208 + Theme.spaceS) - Theme.spaceS
                                    spacing: Theme.spaceS

                                    Repeater {
                                        model: site.modelData.count

                                        NodeTile {
                                            required property int index

                                            place: site.modelData.first + index
                                            node: (view.topology.paints, view.topology.describe(place))
                                            status: view.statusOf(place)
                                            word: view.meaning[status] ?? status
                                            visible: view.shows(place)
                                            current: view.activeFocus && view.current === place
                                            opened: view.currentId !== "" && view.topology.idAt(place) === view.currentId
                                            onClicked: {
                                                view.current = place
                                                view.forceActiveFocus(Qt.MouseFocusReason)
                                                view.chosen(view.topology.idAt(place))
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
