pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme
import Flotilla.Charts

// What lies under the lines of a LineChart: grid, axis words, tinted zones, hatched gaps. Coordinates are those of the chart.
Item {
    id: frame

    required property rect plot
    required property real fromX
    required property real toX
    required property real fromY
    required property real toY
    required property var xTicks
    required property var yTicks
    required property var zones
    required property var gaps
    property string unit: ""
    property bool timeAxis: true

    function px(x: real): real {
        return plot.x + (x - fromX) / Math.max(toX - fromX, 1e-9) * plot.width
    }

    function py(y: real): real {
        return plot.y + plot.height - (y - fromY) / Math.max(toY - fromY, 1e-9) * plot.height
    }

    function yWord(value: real): string {
        return Number(value.toPrecision(6)) + unit
    }

    function xWord(value: real): string {
        if (!timeAxis)
            return Number(value.toPrecision(6)).toString()
        const span = toX - fromX
        return Qt.formatDateTime(new Date(value * 1000), span > 2 * 86400 ? "d MMM" : span < 240 ? "hh:mm:ss" : "hh:mm")
    }

    Repeater {
        model: frame.zones

        Rectangle {
            required property var modelData
            readonly property real upperEdge: frame.py(Math.min(frame.toY, modelData.to))

            x: frame.plot.x
            y: upperEdge
            width: frame.plot.width
            height: Math.max(0, frame.py(Math.max(frame.fromY, modelData.from)) - upperEdge)
            color: Theme.mix(Theme.panel, Theme.statusColor(modelData.status), Theme.dark ? 0.12 : 0.08)
        }
    }
    Repeater {
        model: frame.yTicks

        Item {
            id: line

            required property real modelData

            y: Math.round(frame.py(modelData))

            Rectangle {
                x: frame.plot.x
                width: frame.plot.width
                height: 1
                color: Theme.divider
            }
            ChartText {
                x: frame.plot.x - width - 8
                y: -height / 2
                text: frame.yWord(line.modelData)
            }
        }
    }
    Repeater {
        model: frame.xTicks

        ChartText {
            required property real modelData

            x: Math.max(0, Math.min(frame.width - width, frame.px(modelData) - width / 2))
            y: frame.plot.y + frame.plot.height + 6
            text: frame.xWord(modelData)
        }
    }
    Repeater {
        model: frame.gaps

        Item {
            id: gap

            required property var modelData

            x: Math.max(frame.plot.x, Math.round(frame.px(modelData.from)))
            y: frame.plot.y
            width: Math.min(frame.plot.x + frame.plot.width, Math.round(frame.px(modelData.to))) - x
            height: frame.plot.height
            visible: width > 0
            clip: true

            RuleItem {
                anchors.fill: parent
                hatched: true
                color: Theme.mix(Theme.panel, Theme.text3, 0.3)
            }
            ChartText {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 4
                visible: gap.width > width + 12
                text: gap.modelData.label ?? "no data"
                boxed: true
            }
        }
    }
}
