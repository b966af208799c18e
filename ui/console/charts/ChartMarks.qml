pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme
import Flotilla.Charts

// What lies over the lines of a LineChart: objectives, events, and the words at the ends of the lines.
Item {
    id: marks

    required property ChartFrame frame
    required property var objectives
    required property var events
    required property var ends

    // Labels keep their order but not their distance, so that no two cover each other.
    function spread(ends: var): var {
        const placed = ends.map(end => ({text: end.text, strong: end.strong, y: frame.py(end.y), at: end.at,
                                         color: end.color, px: frame.px(end.x)}))
        placed.sort((a, b) => a.y - b.y)
        let last = -100
        for (const end of placed) {
            end.labelY = Math.max(end.y, last + 14)
            last = end.labelY
        }
        return placed
    }

    Repeater {
        model: marks.objectives

        Item {
            id: objective

            required property var modelData
            readonly property bool gate: modelData.gate ?? false

            y: Math.round(marks.frame.py(modelData.value))

            RuleItem {
                x: marks.frame.plot.x
                width: marks.frame.plot.width
                height: 1
                color: Theme.statusColor(objective.modelData.status ?? "degraded")
                dash: objective.gate ? [] : [4, 3]
            }
        }
    }
    Repeater {
        model: marks.events

        Item {
            id: event

            required property var modelData
            required property int index
            readonly property bool leftSide: modelData.left ?? index % 2 === 1
            readonly property color tone: Theme.statusColor(modelData.status ?? "updating")

            x: Math.round(marks.frame.px(modelData.x))
            y: marks.frame.plot.y - 18 - (event.modelData.row ?? 0) * 15
            height: marks.frame.plot.y + marks.frame.plot.height - y
            visible: modelData.x >= marks.frame.fromX && modelData.x <= marks.frame.toX

            RuleItem {
                y: 13
                width: 1
                height: parent.height - y
                color: Theme.mix(Theme.panel, event.tone, 0.7)
                dash: [3, 3]
            }
            Image {
                x: -6
                width: 12
                height: 12
                sourceSize.width: 12 * Screen.devicePixelRatio
                sourceSize.height: 12 * Screen.devicePixelRatio
                source: "image://icon/status/" + Theme.statusShape(event.modelData.status ?? "updating") + "/"
                        + Theme.hex(event.tone) + "/" + Theme.hex(Theme.panel)
            }
            ChartText {
                x: event.leftSide ? -width - 11 : 11
                y: 6 - height / 2
                text: event.modelData.label
                boxed: true
            }
        }
    }
    Repeater {
        model: marks.spread(marks.ends)

        Item {
            id: end

            required property var modelData

            Rectangle {
                x: Math.round(end.modelData.px) - 3
                y: Math.round(end.modelData.y) - 3
                width: 6
                height: 6
                radius: 3
                visible: end.modelData.at
                color: end.modelData.color
            }
            ChartText {
                x: marks.frame.plot.x + marks.frame.plot.width + 9
                y: end.modelData.labelY - height / 2
                text: end.modelData.text
                strong: end.modelData.strong
            }
        }
    }
}
