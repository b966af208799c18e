pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme
import Flotilla.Controls
import Flotilla.Viz

// Regions or sites on the map, each with its worst status: [{name, title, latitude, longitude, status, problems, nodes}].
// Labels never cover each other; who has problems gets one first, and a bubble without one still says its name.
Item {
    id: map

    property var places: []
    property bool small: false
    property bool byName: false
    // Bubbles go by their number, so that what has the focus stays when a count changes.
    readonly property var nowhere: ({name: "", title: "", latitude: 0, longitude: 0, status: "unknown", problems: "", nodes: 0})
    readonly property var order: sorted(places)
    readonly property var labels: laidOut(order, world.mapRect, width, height)

    signal chosen(string name)

    function sorted(list: var): var {
        const rank = name => name === "healthy" ? 7 : Theme.statuses.indexOf(name) < 0 ? 6
                             : ["failed", "degraded", "offline", "unknown", "held", "updating"].indexOf(name)
        return Array.from(list).sort((a, b) => rank(a.status) - rank(b.status) || b.nodes - a.nodes)
    }

    function titleOf(place: var): string {
        return byName ? place.name : place.title
    }

    function radiusOf(place: var): real {
        return (place.status === "healthy" ? 9 : 12) - (small ? 3 : 0)
    }

    function laidOut(list: var, rect: rect, width: real, height: real): var {
        if (width < 10 || height < 10)
            return []
        const bubbles = list.map(place => {
            const at = world.project(place.latitude, place.longitude)
            const wide = Math.max(strong.advanceWidth(titleOf(place)), plain.advanceWidth(place.problems ?? ""))
            return {x: at.x, y: at.y, radius: radiusOf(place), width: Math.ceil(wide) + 4,
                    height: (place.problems ?? "") === "" ? 15 : 29}
        })
        return placer.place(bubbles, Qt.rect(0, 0, width, height))
    }

    LabelPlacer {
        id: placer
    }
    FontMetrics {
        id: strong

        font.family: Theme.sans
        font.pixelSize: map.small ? Theme.fontCaption : Theme.fontTable
        font.weight: Theme.weightStrong
    }
    FontMetrics {
        id: plain

        font.family: Theme.sans
        font.pixelSize: Theme.fontCaption
    }
    WorldMap {
        id: world

        anchors.fill: parent
        Accessible.name: "World map with " + map.places.length + " places"
    }
    Repeater {
        model: map.order.length

        T.AbstractButton {
            id: bubble

            required property int index
            readonly property var place: map.order[index] ?? map.nowhere
            readonly property real radius: map.radiusOf(place)
            readonly property bool calm: place.status === "healthy"
            readonly property color tone: Theme.statusColor(place.status)
            readonly property point at: {
                world.mapRect
                return world.project(place.latitude, place.longitude)
            }

            x: Math.round(at.x - width / 2)
            y: Math.round(at.y - height / 2)
            z: calm ? 0 : 1
            width: Theme.sizeTarget
            height: Theme.sizeTarget
            hoverEnabled: true
            Accessible.name: place.title + ", " + place.nodes + " nodes, "
                             + (calm ? "healthy" : place.problems || place.status)
            onClicked: map.chosen(place.name)

            background: Item {
                Rectangle {
                    anchors.centerIn: parent
                    width: 2 * bubble.radius
                    height: width
                    radius: bubble.radius
                    color: Theme.mix(Theme.panel, bubble.tone, bubble.hovered ? 0.34 : bubble.calm ? 0.14 : 0.2)
                    border.color: Theme.mix(Theme.panel, bubble.tone, bubble.calm && !bubble.hovered ? 0.45 : 1)
                }
                FocusRing {
                    visible: bubble.visualFocus
                }
            }
            contentItem: Item {
                StatusShape {
                    anchors.centerIn: parent
                    status: bubble.place.status
                    size: bubble.calm ? 9 : map.small ? 10 : 12
                    background: Theme.mix(Theme.panel, bubble.tone, bubble.calm ? 0.14 : 0.2)
                }
            }

            Tooltip {
                visible: bubble.hovered && !map.labels[bubble.index]
                text: bubble.Accessible.name
            }
        }
    }
    Repeater {
        model: map.order.length

        Column {
            id: label

            required property int index
            readonly property var place: map.order[index] ?? map.nowhere
            readonly property var at: map.labels[index] ?? null

            visible: at !== null && at !== undefined
            x: Math.round(at?.x ?? 0) + 2
            y: Math.round(at?.y ?? 0)
            z: 2

            AppText {
                text: map.titleOf(label.place)
                size: map.small ? Theme.fontCaption : Theme.fontTable
                weight: label.place.status === "healthy" ? Theme.weightNormal : Theme.weightStrong
                color: label.place.status === "healthy" ? Theme.text2 : Theme.text
                Accessible.ignored: true
            }
            AppText {
                visible: text !== ""
                text: label.place.problems ?? ""
                size: Theme.fontCaption
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
}
