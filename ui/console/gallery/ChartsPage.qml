pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Theme
import Flotilla.Viz

// Lines, sparklines and the map.
Column {
    spacing: Theme.spaceM

    Row {
        spacing: Theme.spaceM

        Panel {
            width: 690
            height: 260
            title: "Error rate"
            sub: "% of inferences, 1 minute, shaded 95 % range of the canary"
            freshness: "live"
            age: "live 4 s"
            actions: [AppButton { kind: "link"; text: "View as table" }]

            LineChart {
                anchors.fill: parent
                label: "Error rate of canary and baseline: canary 0.31, baseline 0.17, gate 0.50"
                series: [
                    {name: "baseline", kind: "baseline", points: Sample.baseline, label: "baseline 0.17"},
                    {name: "canary", kind: "canary", points: Sample.canary, label: "canary 0.31"}
                ]
                band: ({upper: Sample.upper, lower: Sample.lower})
                objectives: [{value: 0.5, label: "gate 0.50", status: "failed", gate: true}]
                zones: [{from: 0.5, to: 10, status: "failed"}]
                events: [{x: Sample.noon - 2000, label: "minimum 5 intervals reached", status: "pending"},
                    {x: Sample.noon - 500, label: "INC-204", status: "offline"}]
            }
        }
        Panel {
            width: 502
            height: 260
            title: "Inference p99"
            sub: "ms, 6 h"
            freshness: "live"
            age: "live 1 s"

            LineChart {
                anchors.fill: parent
                label: "Inference p99 over six hours, now 98 ms, objective 60"
                series: [{name: "p99", points: Sample.latency, label: "now 98"}]
                objectives: [{value: 60, label: "objective 60", status: "degraded"}]
                gaps: [{from: Sample.noon - 21600 + 150 * 90, to: Sample.noon - 21600 + 185 * 90}]
                events: [{x: Sample.noon - 9000, label: "batch 1"}]
            }
        }
    }
    Row {
        spacing: Theme.spaceM

        Repeater {
            model: [
                {title: "Availability, 24 h", value: "99.962", unit: "%", note: "objective 99.95 %", values: Sample.spark, status: "passed"},
                {title: "Error budget, 30 d", value: "71", unit: "% left", note: "lasts the month at this pace", values: Sample.falling,
                    status: "passed"},
                {title: "Inference p99, 24 h", value: "41.7", unit: "ms", note: "3.1 ms above yesterday", values: Sample.rising,
                    status: "degraded"}
            ]

            Panel {
                id: card

                required property var modelData

                width: 236
                height: 91
                padding: 14

                AppText {
                    text: card.modelData.title
                    color: Theme.text2
                    weight: Theme.weightMedium
                }
                FreshnessChip {
                    anchors.right: parent.right
                    text: "live 1 s"
                }
                AppText {
                    id: number

                    y: 18
                    text: card.modelData.value
                    size: Theme.fontKey
                    weight: Theme.weightStrong
                }
                AppText {
                    anchors.left: number.right
                    anchors.leftMargin: 5
                    anchors.baseline: number.baseline
                    text: card.modelData.unit
                    color: Theme.text2
                }
                AppText {
                    y: 51
                    text: card.modelData.note
                    color: Theme.text2
                }
                Sparkline {
                    anchors.right: parent.right
                    y: 22
                    width: 68
                    height: 26
                    filled: true
                    color: Theme.accent
                    values: card.modelData.values
                    label: card.modelData.title
                }
            }
        }
        Panel {
            width: 460
            height: 91
            padding: 14

            Row {
                spacing: Theme.spaceXL

                Sparkline { values: Sample.flat; label: "Burn of us-west" }
                Sparkline { values: Sample.rising; color: Theme.degraded; label: "Burn of eu-west" }
                Sparkline { values: Sample.rising.slice(0, 20).concat([NaN, NaN], Sample.flat); label: "With a gap" }
            }
        }
    }
    Panel {
        width: 690
        height: 330
        title: "Topology"
        sub: "worst status per region"
        freshness: "live"
        age: "live 1 s"

        WorldMap {
            id: map

            anchors.fill: parent

            Repeater {
                model: [{name: "us-east", lat: 39, lon: -77, status: "degraded", note: "4 degraded"},
                    {name: "eu-west", lat: 52, lon: 4, status: "offline", note: "38 offline"},
                    {name: "ap-south", lat: 19, lon: 73, status: "failed", note: "4 failed"},
                    {name: "sa-east", lat: -23, lon: -46, status: "healthy", note: ""}]

                Item {
                    id: place

                    required property var modelData
                    readonly property color tone: Theme.statusColor(modelData.status)
                    readonly property point at: map.mapRect.width > 0 ? map.project(modelData.lat, modelData.lon) : Qt.point(0, 0)

                    x: Math.round(at.x)
                    y: Math.round(at.y)

                    Rectangle {
                        id: disc

                        x: -13
                        y: -13
                        width: 26
                        height: 26
                        radius: 13
                        color: Theme.mix(Theme.panel, place.tone, 0.25)
                        border.color: Theme.mix(Theme.panel, place.tone, 0.8)
                    }
                    StatusShape {
                        x: -7
                        y: -7
                        size: 14
                        status: place.modelData.status
                        background: disc.color
                    }
                    AppText {
                        x: 19
                        y: -height / 2
                        text: place.modelData.name + (place.modelData.note === "" ? "" : "  " + place.modelData.note)
                        weight: place.modelData.status === "healthy" ? Theme.weightNormal : Theme.weightStrong
                    }
                }
            }
        }
    }
}
