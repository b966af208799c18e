pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the nodes of a rollout found in one stage: how many answers differ and what the plan allows, the evidence of all
// nodes together, and which decisions changed. `finding` is one of RolloutDetail.findings, `planned` what the plan says.
Panel {
    id: panel

    required property Session session
    property var finding: ({})
    property string planned: ""
    readonly property bool told: finding.told ?? false
    readonly property var evidence: finding.evidence ?? ({})
    readonly property var flips: finding.flips ?? ({})
    readonly property bool hasFlips: told && (flips.classes ?? 0) > 0
    readonly property real inner: width - 2 * Theme.spaceL
    // A small matrix stands beside the figures where there is room.
    readonly property real beside: Math.max(180, Math.min(320, 24 + (flips.classes ?? 0) * 30))
    readonly property bool wide: hasFlips && inner >= 330 + Theme.spaceXL + beside

    title: finding.title ?? ""
    freshness: session.freshness
    age: session.freshnessText
    placeholder: told ? "" : "empty"
    message: told ? "" : finding.strong ?? ""
    detail: told ? "" : "Plan: " + planned
    implicitHeight: told ? Theme.sizePanelHead + Math.max(left.height, flipsAt.visible ? flipsAt.y + flipsAt.height : 0) + Theme.spaceL : 190

    Column {
        id: left

        width: panel.wide ? panel.inner - panel.beside - Theme.spaceXL : panel.inner
        spacing: Theme.spaceS

        Item {
            width: parent.width
            height: verdict.height
            Accessible.role: Accessible.StaticText
            Accessible.name: panel.title + ": " + verdict.text

            StatusShape {
                y: 2
                status: panel.finding.status ?? "unknown"
            }
            AppText {
                id: verdict

                x: 20
                width: parent.width - x
                wrapMode: Text.Wrap
                lineHeight: 1.2
                text: (panel.finding.strong ?? "") + ((panel.finding.text ?? "") === "" ? "" : " " + panel.finding.text)
                weight: Theme.weightMedium
                Accessible.ignored: true
            }
        }
        Row {
            height: 36
            spacing: Theme.spaceS

            AppText {
                id: number

                text: panel.finding.shareText ?? ""
                size: Theme.fontKey
                weight: Theme.weightStrong
                color: panel.evidence.fails ? Theme.failed : Theme.text
            }
            AppText {
                anchors.baseline: number.baseline
                text: panel.finding.shareWords ?? ""
                color: Theme.text2
            }
        }
        ShareBar {
            width: parent.width
            share: panel.finding.share ?? 0
            most: panel.finding.most ?? 1
            limits: panel.finding.limits ?? []
            words: (panel.finding.shareText ?? "") + ", " + (panel.finding.shareWords ?? "")
            fails: panel.evidence.fails ?? false
        }
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        AppText {
            width: parent.width
            text: "Evidence of all nodes that more differ than may: " + (panel.evidence.text ?? "") + ", " + (panel.evidence.words ?? "")
            color: panel.evidence.fails ? Theme.failed : Theme.text2
        }
        OddsMeter {
            width: parent.width
            log10: panel.evidence.log10 ?? 0
            threshold: panel.evidence.threshold ?? 1.3
            lowest: -2
            highest: 3
            ticks: [{value: -2, text: "0.01"}, {value: 0, text: "1"}, {value: panel.evidence.threshold ?? 1.3, text: "20"}, {value: 3, text: "1,000"}]
            limitWord: " alarm"
            words: "Evidence " + (panel.evidence.text ?? "") + " that more answers differ than may, " + (panel.evidence.words ?? "")
                   + "; the alarm is at 20"
            fails: panel.evidence.fails ?? false
        }
        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        FactList {
            width: parent.width
            nameWidth: 128
            facts: panel.finding.facts ?? []
        }
        AppText {
            width: parent.width
            visible: panel.planned !== ""
            wrapMode: Text.Wrap
            lineHeight: 1.2
            text: "Plan: " + panel.planned
            color: Theme.text3
        }
    }
    FlipMatrix {
        id: flipsAt

        x: panel.wide ? left.width + Theme.spaceXL : 0
        y: panel.wide ? 0 : left.height + Theme.spaceL
        width: panel.wide ? panel.beside : panel.inner
        visible: panel.hasFlips
        flips: panel.flips
    }
}
