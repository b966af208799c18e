import QtQuick
import Flotilla.Models
import Flotilla.Theme

// The state of the fleet now, and three figures about what it does.
Row {
    id: row

    required property Session session
    required property Summary summary
    property real gap: Theme.spaceM
    readonly property real figureWidth: Math.round((width - health.width - 3 * gap) / 3)
    readonly property string measured: summary.window

    signal nodesRequested(string filter)

    spacing: gap

    HealthPanel {
        id: health

        width: Math.round(Math.max(390, row.width * 0.41))
        height: row.height
        session: row.session
        summary: row.summary
        onNodesRequested: (filter) => row.nodesRequested(filter)
    }
    Figure {
        width: row.figureWidth
        height: row.height
        title: "Requests"
        value: row.summary.requestRate
        unit: "/s"
        note: row.summary.reduction === "–" || row.summary.reduction === "" ? row.measured
              : row.measured + ", data " + row.summary.reduction + "× reduced"
        values: row.summary.requestRates
        freshness: row.session.freshness
        age: row.session.freshnessText
    }
    Figure {
        width: row.figureWidth
        height: row.height
        title: "Success"
        value: row.summary.successPercent
        unit: "%"
        note: row.summary.successPercent === "–" ? row.measured
              : row.summary.accuracyPercent === "–" ? row.measured + ", no labelled requests"
              : "live accuracy " + row.summary.accuracyPercent + " %"
        values: row.summary.successRatios
        freshness: row.session.freshness
        age: row.session.freshnessText
    }
    Figure {
        width: row.width - x
        height: row.height
        title: "Slowest p95"
        value: row.summary.slowestP95
        unit: "ms"
        note: row.summary.slowestNode === "" ? row.measured : "on " + row.summary.slowestNode
        leads: row.summary.slowestNode !== ""
        freshness: row.session.freshness
        age: row.session.freshnessText
        onChosen: row.nodesRequested("name:" + row.summary.slowestNode)
    }
}
