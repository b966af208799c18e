pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the node did while it was looked at. Reports carry totals, so a rate needs two of them.
Column {
    id: part

    required property NodeDetail node

    // The chart wants seconds.
    function inSeconds(points: var): var {
        return points.map(point => Qt.point(point.x / 1000, point.y))
    }

    spacing: Theme.spaceS

    component Metric: Column {
        id: metric

        property string title
        property string unit
        property var points: []

        width: part.width
        spacing: 2

        AppText {
            height: 28
            verticalAlignment: Text.AlignVCenter
            text: metric.title
            weight: Theme.weightStrong
        }
        LineChart {
            width: parent.width
            height: 150
            visible: metric.points.length > 1
            label: metric.title + ", " + metric.points.length + " points since you opened this"
            unit: metric.unit
            yTickCount: 3
            xTickCount: 3
            series: [{name: metric.title, points: metric.points, kind: "", label: ""}]
        }
        Placeholder {
            width: parent.width
            height: 96
            visible: metric.points.length < 2
            kind: "empty"
            message: "Not enough reports yet."
            detail: "A line appears with the second report after you opened this node."
        }
    }

    Metric {
        title: "Requests per second"
        unit: " /s"
        points: part.inSeconds(part.node.rateSeries)
    }
    Metric {
        title: "p95 of the proven version"
        unit: " ms"
        points: part.inSeconds(part.node.p95Series)
    }
    Column {
        width: parent.width

        AppText {
            height: 28
            verticalAlignment: Text.AlignVCenter
            text: "Delivery of telemetry"
            weight: Theme.weightStrong
        }
        FactList {
            width: parent.width
            nameWidth: 104
            facts: Array.from(part.node.deliveryFacts)
        }
    }
    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: "Lines begin when you opened this node: the console keeps no history. Gaps are counted over all queues that it ever had."
        color: Theme.text3
        size: Theme.fontCaption
    }
}
