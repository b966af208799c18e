import QtQuick
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Bad answers of the new version and of the one before, as shares since the first look of the wave; or as a table.
Panel {
    id: panel

    required property Session session
    required property EvidenceWatch evidence
    property bool asTable: false
    readonly property var rates: evidence.rates
    readonly property var canary: rates.canary ?? []
    readonly property var usual: rates.baseline ?? []
    readonly property real limit: rates.limit ?? -1
    readonly property bool asking: !evidence.looked && (evidence.state === "asking" || evidence.state === "idle")
    readonly property string words: "new version " + rates.canaryText + " %, version before " + rates.baselineText + " %"
                                    + (limit < 0 ? "" : ", limit " + limit.toFixed(2) + " %")

    title: "Bad answers"
    sub: "% since the first look, shaded: 95 % range of the new version"
    freshness: evidence.state === "failed" ? "failed" : session.freshness
    age: evidence.state === "failed" ? "failed" : session.freshnessText
    placeholder: canary.length > 1 ? "" : evidence.state === "failed" ? "error" : asking ? "loading" : "empty"
    message: evidence.state === "failed" ? evidence.problem : asking ? "" : "Not enough looks for a line."
    detail: asking || evidence.state === "failed" ? "" : "It begins with the second look at answers of the new version."
    actions: [
        AppButton {
            kind: "link"
            small: true
            visible: panel.placeholder === ""
            text: panel.asTable ? "View as chart" : "View as table"
            onClicked: panel.asTable = !panel.asTable
        }
    ]

    LineChart {
        anchors.fill: parent
        visible: !panel.asTable
        label: "Bad answers over " + panel.canary.length + " looks: " + panel.words
        rightPadding: 104
        series: [
            {name: "version before", kind: "baseline", points: panel.usual, label: "before " + panel.rates.baselineText},
            {name: "new version", kind: "canary", points: panel.canary, label: "new " + panel.rates.canaryText}
        ]
        band: ({upper: panel.rates.upper ?? [], lower: panel.rates.lower ?? []})
        objectives: panel.limit < 0 ? [] : [{value: panel.limit, label: "limit " + panel.limit.toFixed(2), status: "failed", gate: true}]
        zones: panel.limit < 0 ? [] : [{from: panel.limit, to: 100, status: "failed"}]
    }
    RatesTable {
        anchors.fill: parent
        visible: panel.asTable
        canary: panel.asTable ? panel.canary : []
        usual: panel.usual
    }
}
