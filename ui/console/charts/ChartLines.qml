import QtQuick
import QtCharts
import Flotilla.Theme
import Flotilla.Charts

// The only place that knows Qt Charts: lines and one band, without axes and without everything else that it could draw.
// Not checked by qmllint, because the type descriptions of Qt Charts lack ValueAxis.
ChartView {
    id: view

    property rect plot
    property real fromX: 0
    property real toX: 1
    property real fromY: 0
    property real toY: 1
    property var pool: []

    function draw(at: int, points: var, color: color, width: real, dashed: bool) {
        if (at === pool.length)
            pool.push(view.createSeries(ChartView.SeriesTypeLine, "", horizontal, vertical))
        const line = pool[at]
        line.color = color
        line.width = width
        line.style = dashed ? Qt.DashLine : Qt.SolidLine
        ChartMath.replace(line, points)
    }

    // Empties the lines from `at` on; they stay for the next time.
    function clearFrom(at: int) {
        for (let i = at; i < pool.length; ++i)
            ChartMath.replace(pool[i], [])
    }

    function drawBand(upper: var, lower: var) {
        ChartMath.replace(bandUpper, upper)
        ChartMath.replace(bandLower, lower)
    }

    antialiasing: true
    backgroundColor: "transparent"
    backgroundRoundness: 0
    dropShadowEnabled: false
    legend.visible: false
    animationOptions: ChartView.NoAnimation
    plotArea: plot
    margins.left: 0
    margins.right: 0
    margins.top: 0
    margins.bottom: 0

    ValueAxis {
        id: horizontal

        min: view.fromX
        max: view.toX
        visible: false
    }
    ValueAxis {
        id: vertical

        min: view.fromY
        max: view.toY
        visible: false
    }
    AreaSeries {
        axisX: horizontal
        axisY: vertical
        color: Theme.withAlpha(Theme.accent, Theme.bandOpacity)
        borderWidth: 0
        borderColor: "transparent"
        upperSeries: LineSeries {
            id: bandUpper
        }
        lowerSeries: LineSeries {
            id: bandLower
        }
    }
}
