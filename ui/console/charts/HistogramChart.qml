pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme
import Flotilla.Charts

// How values are distributed now, as bars, over the same bins of a reference, as a dashed line: for people who compare.
//   bins       [{label, long, now, training, own}]: shares of one; `label` is the upper edge of a number, or the value
//   reference  "training" or "own"; of which `referenceWord` tells in the legend; "" = none
// Left and right keys move through the bins; what one holds is told above the bars.
FocusScope {
    id: chart

    property var bins: []
    property real largest: 1
    property bool category: false
    property string reference: "training"
    property string referenceWord: reference
    property string label: ""
    property int current: -1
    readonly property int pointed: pointer.hovered ? binAt(pointer.point.position.x) : current
    readonly property rect plot: Qt.rect(44, 26, Math.max(10, width - 50), Math.max(10, height - 50))
    readonly property real step: plot.width / Math.max(1, bins.length)
    readonly property var ticks: ChartMath.ticks(0, Math.max(largest, 0.01) * 100, 3)
    readonly property real highest: {
        const last = ticks[ticks.length - 1] ?? 1, gap = ticks.length > 1 ? ticks[1] - ticks[0] : 1
        return last >= largest * 100 ? last : last + gap
    }
    // So many bins that two words never meet.
    readonly property int wordEvery: Math.max(1, Math.ceil(52 / step))

    function binAt(x: real): int {
        const at = Math.floor((x - plot.x) / step)
        return at >= 0 && at < bins.length ? at : -1
    }

    function heightOf(part: real): real {
        return part * 100 / highest * plot.height
    }

    function percent(part: real): string {
        return (part * 100).toFixed(1) + " %"
    }

    function told(at: int): string {
        const bin = bins[at]
        return bin.long + ": now " + percent(bin.now) + (reference === "" ? "" : ", " + referenceWord + " " + percent(bin[reference]))
    }

    function move(to: int) {
        current = Math.max(0, Math.min(bins.length - 1, to))
    }

    implicitWidth: 360
    implicitHeight: 190
    activeFocusOnTab: true
    onBinsChanged: current = Math.min(current, bins.length - 1)
    Accessible.role: Accessible.Chart
    Accessible.name: label + (current < 0 || current >= bins.length ? "" : ", " + told(current))
    Accessible.focusable: true
    Keys.onRightPressed: move(current + 1)
    Keys.onLeftPressed: move(current < 0 ? 0 : current - 1)
    Keys.onPressed: (event) => {
        event.accepted = event.key === Qt.Key_Home || event.key === Qt.Key_End
        if (event.accepted)
            move(event.key === Qt.Key_Home ? 0 : bins.length - 1)
    }

    HoverHandler {
        id: pointer
    }
    Rectangle {
        anchors.fill: parent
        visible: chart.activeFocus
        radius: Theme.radiusControl
        color: "transparent"
        border.color: Theme.focus
        border.width: 2
    }
    Row {
        x: chart.plot.x
        y: 4
        spacing: 6
        visible: chart.pointed < 0

        Rectangle {
            y: 2
            width: 10
            height: 10
            color: Theme.accent
        }
        ChartText {
            text: "now"
        }
        Item {
            width: 6
            height: 1
        }
        RuleItem {
            y: 3
            width: chart.reference === "" ? 0 : 20
            height: 8
            visible: chart.reference !== ""
            color: Theme.text2
            dash: [3, 2]
        }
        ChartText {
            visible: chart.reference !== ""
            text: chart.referenceWord
        }
    }
    ChartText {
        x: chart.plot.x
        y: 4
        width: chart.plot.width
        visible: chart.pointed >= 0
        elide: Text.ElideRight
        strong: true
        text: chart.pointed >= 0 && chart.pointed < chart.bins.length ? chart.told(chart.pointed) : ""
    }
    Repeater {
        model: ChartMath.ticks(0, chart.highest, 3)

        Item {
            id: tick

            required property real modelData

            y: Math.round(chart.plot.y + chart.plot.height - chart.heightOf(modelData / 100))

            Rectangle {
                x: chart.plot.x
                width: chart.plot.width
                height: 1
                color: Theme.divider
            }
            ChartText {
                x: chart.plot.x - width - 8
                y: -height / 2
                text: Number(tick.modelData.toPrecision(3)) + " %"
            }
        }
    }
    Repeater {
        model: chart.bins

        Item {
            id: bin

            required property var modelData
            required property int index
            readonly property real was: chart.reference === "" ? 0 : modelData[chart.reference]
            readonly property real wasBefore: index === 0 || chart.reference === "" ? 0 : chart.bins[index - 1][chart.reference]
            readonly property real lineTop: Math.round(height - chart.heightOf(was))
            readonly property real lineBefore: Math.round(height - chart.heightOf(wasBefore))

            x: Math.round(chart.plot.x + index * chart.step)
            y: chart.plot.y
            width: Math.round(chart.plot.x + (index + 1) * chart.step) - x
            height: chart.plot.height

            Rectangle {
                x: chart.category ? Math.round(parent.width * 0.15) : 1
                y: parent.height - height
                width: parent.width - 2 * x
                height: Math.round(chart.heightOf(bin.modelData.now))
                color: bin.index === chart.pointed ? Theme.accent : Theme.mix(Theme.panel, Theme.accent, Theme.dark ? 0.72 : 0.62)
            }
            RuleItem {
                y: bin.lineTop - 2
                width: parent.width
                height: 4
                visible: chart.reference !== ""
                color: Theme.text
                dash: [4, 2]
            }
            RuleItem {
                x: -2
                y: Math.min(bin.lineTop, bin.lineBefore)
                width: 4
                height: Math.abs(bin.lineTop - bin.lineBefore)
                visible: chart.reference !== "" && !chart.category && bin.index > 0 && height > 3
                color: Theme.text
                dash: [4, 2]
            }
            ChartText {
                x: chart.category ? (bin.width - width) / 2 : bin.width - width / 2
                y: bin.height + 6
                visible: text !== "" && (chart.category || (bin.index + 1) % chart.wordEvery === 0)
                width: chart.category ? Math.min(implicitWidth, bin.width) : implicitWidth
                elide: Text.ElideRight
                text: bin.modelData.label
            }
        }
    }
}
