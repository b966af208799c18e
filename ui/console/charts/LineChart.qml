import QtQuick
import Flotilla.Theme
import Flotilla.Charts

// Lines over time that people read. Qt Charts draws the lines (ChartLines), everything around them is ours.
//   series      [{name, points: [Qt.point(seconds, value)], kind: "canary" | "baseline" | "", status, label}]; sorted by x,
//               a value that is not a number is a gap. Canary is solid accent, baseline dashed grey, on every screen.
//   band        the points of an upper and a lower limit, {upper: [...], lower: [...]}, in the tint of the accent
//   objectives  [{value, label, status, gate}]; a gate is a solid line, an objective a dashed one
//   zones       [{from, to, status}] in values;  gaps [{from, to, label}] in seconds;  events [{x, label, status, row, left}]
// Redraws at most twice a second, at most two points per pixel.
Item {
    id: root

    property var series: []
    property var band: ({})
    property var objectives: []
    property var zones: []
    property var gaps: []
    property var events: []
    property string unit: ""
    property string label: ""
    property bool timeAxis: true
    property real fromX: NaN
    property real toX: NaN
    property real fromY: 0
    property real toY: NaN
    property int yTickCount: 4
    property int xTickCount: 5
    property int rightPadding: ends.length > 0 ? 90 : 10
    property int eventRows: events.length > 0 ? 1 : 0
    property point seenX: Qt.point(0, 1)
    property real seenTop: 1
    readonly property var ends: series.filter(entry => entry.label).map(entry => endOf(entry)).filter(end => end !== null)
                                      .concat(objectives.filter(entry => entry.label).map(entry => ({
        x: 0, y: entry.value, text: entry.label, strong: true, at: false, color: Theme.text
    })))
    readonly property rect plotRect: Qt.rect(44, 8 + eventRows * 18, Math.max(10, width - 44 - rightPadding),
                                             Math.max(10, height - 32 - eventRows * 18))

    // Where a line ends in a gap, its words are where it was last.
    function endOf(entry: var): var {
        let at = entry.points.length - 1
        while (at >= 0 && isNaN(entry.points[at].y))
            --at
        if (at < 0)
            return null
        const last = entry.points[at]
        return {x: last.x, y: last.y, text: entry.label, strong: entry.kind !== "baseline", at: entry.kind !== "baseline",
                color: colorOf(entry, 0)}
    }

    function colorOf(entry: var, index: int): color {
        if (entry.kind === "canary")
            return Theme.accent
        if (entry.kind === "baseline")
            return Theme.text2
        if (entry.status)
            return Theme.statusColor(entry.status)
        return series.length === 1 ? Theme.accent : Theme.seriesColors[index % Theme.seriesColors.length]
    }

    function limits() {
        let low = Infinity, high = -Infinity, top = fromY
        const all = series.map(entry => entry.points).concat(band.upper ? [band.upper] : [])
        for (const points of all) {
            if (points.length === 0)
                continue
            low = Math.min(low, points[0].x)
            high = Math.max(high, points[points.length - 1].x)
            top = Math.max(top, ChartMath.range(points).y)
        }
        for (const entry of objectives)
            top = Math.max(top, entry.value)
        seenX = low < high ? Qt.point(low, high) : Qt.point(0, 1)
        const rounded = ChartMath.ticks(fromY, top > fromY ? top * 1.08 : fromY + 1, yTickCount)
        const step = rounded.length > 1 ? rounded[1] - rounded[0] : 1
        const last = rounded[rounded.length - 1]
        seenTop = last >= top ? last : last + step
    }

    function redraw() {
        limits()
        let at = 0
        for (let i = 0; i < series.length; ++i) {
            const entry = series[i]
            const thin = ChartMath.decimate(entry.points, Math.round(plotRect.width))
            for (const run of ChartMath.runs(thin)) {
                const width = entry.points.length > 400 ? 1.25 : 1.75
                lines.draw(at++, run, colorOf(entry, i), width, entry.kind === "baseline" || entry.dashed === true)
            }
        }
        lines.clearFrom(at)
        lines.drawBand(band.upper ?? [], band.lower ?? [])
    }

    function schedule() {
        if (throttle.running)
            throttle.again = true
        else
            throttle.restart()
    }

    implicitWidth: 560
    implicitHeight: 180
    Accessible.role: Accessible.Chart
    Accessible.name: label
    onSeriesChanged: schedule()
    onBandChanged: schedule()
    onObjectivesChanged: schedule()
    onWidthChanged: schedule()
    Component.onCompleted: redraw()

    Connections {
        target: Theme

        function onDarkChanged() {
            root.redraw()
        }
    }
    Timer {
        id: throttle

        property bool again: false

        interval: 500
        triggeredOnStart: true
        repeat: true
        onTriggered: {
            root.redraw()
            if (!again)
                stop()
            again = false
        }
    }
    ChartFrame {
        id: frame

        anchors.fill: parent
        plot: root.plotRect
        fromX: isNaN(root.fromX) ? root.seenX.x : root.fromX
        toX: isNaN(root.toX) ? root.seenX.y : root.toX
        fromY: root.fromY
        toY: isNaN(root.toY) ? root.seenTop : root.toY
        xTicks: root.timeAxis ? ChartMath.timeTicks(fromX, toX, root.xTickCount) : ChartMath.ticks(fromX, toX, root.xTickCount)
        yTicks: ChartMath.ticks(fromY, toY, root.yTickCount)
        zones: root.zones
        gaps: root.gaps
        unit: root.unit
        timeAxis: root.timeAxis
    }
    ChartLines {
        id: lines

        anchors.fill: parent
        plot: root.plotRect
        fromX: frame.fromX
        toX: frame.toX
        fromY: frame.fromY
        toY: frame.toY
    }
    ChartMarks {
        anchors.fill: parent
        frame: frame
        objectives: root.objectives
        events: root.events
        ends: root.ends
    }
}
