pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One objective in one place: figures, the budget over its period, and its alerts.
Panel {
    id: panel

    required property ObjectivesModel objectives
    required property ObjectiveDetail objective
    required property BudgetDetail budget
    required property string whyNotApprove
    property bool asTable: false
    readonly property var figures: objective.figures
    readonly property bool narrow: width < 700
    readonly property real floor: objective.lowest < 0 ? Math.max(-200, Math.floor(objective.lowest / 25) * 25) : 0

    // What cost most comes first. Words are shown where they fit, on two rows and both sides; else the mark stands for
    // itself, and one that would cover another is left out: the lists beside the chart have all of them.
    function placed(events: var, from: real, to: real, plotWidth: real): var {
        const taken = [[], []]
        const shown = []
        const fits = (row, start, end) => taken[row].every(one => end < one.start || start > one.end)
        for (const event of events.slice().sort((a, b) => a.order - b.order)) {
            const x = (event.x - from) / Math.max(1, to - from) * plotWidth
            const width = event.label.length * 6 + 20
            const choices = [[event.label, false, x - 8, x + width], [event.label, true, x - width, x + 8], ["", false, x - 8, x + 8]]
            const all = [0, 1, 2, 3, 4, 5].map(i => [i % 2].concat(choices[Math.floor(i / 2)]))
            const found = x < 0 || x > plotWidth ? undefined
                          : all.find(one => one[3] > -30 && one[4] < plotWidth + 70 && fits(one[0], one[3], one[4]))
            if (found === undefined)
                continue
            taken[found[0]].push({start: found[3], end: found[4]})
            shown.push({x: event.x, label: found[1], status: event.status, row: found[0], left: found[2]})
        }
        return shown
    }

    signal overrideRequested()
    signal revokeRequested()

    title: objective.found ? objective.title : ""
    sub: "error budget left, " + objective.period
    freshness: objectives.freshness
    age: objectives.freshnessText
    placeholder: objective.found ? "" : "empty"
    message: objective.cell === "" ? "Choose a cell above." : "Nothing is counted there."
    detail: objective.cell === "" ? "" : "The objective is not declared any more, or its workload does not run there."
    actions: [
        AppButton {
            small: true
            visible: panel.placeholder === "" && panel.budget.activeOverride === "" && panel.budget.enforced
            text: "Override…"
            reason: panel.whyNotApprove
            onClicked: panel.overrideRequested()
        },
        AppButton {
            small: true
            visible: panel.placeholder === "" && panel.budget.activeOverride !== ""
            text: "Revoke the override"
            reason: panel.whyNotApprove
            onClicked: panel.revokeRequested()
        },
        AppButton {
            kind: "link"
            small: true
            visible: panel.placeholder === "" && panel.objective.lineState === "ready"
            text: panel.asTable ? "View as chart" : "View as table"
            onClicked: panel.asTable = !panel.asTable
        }
    ]

    Flow {
        id: numbers

        width: parent?.width ?? 0
        height: 28
        clip: true
        spacing: Theme.spaceXL

        Repeater {
            model: panel.figures

            Item {
                id: figure

                required property var modelData

                width: value.width + name.width + 6
                height: 28
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.value + " " + modelData.name

                AppText {
                    id: value

                    text: figure.modelData.value
                    size: Theme.fontName
                    weight: Theme.weightStrong
                    Accessible.ignored: true
                }
                AppText {
                    id: name

                    x: value.width + 6
                    anchors.baseline: value.baseline
                    text: figure.modelData.name
                    color: Theme.text2
                    Accessible.ignored: true
                }
            }
        }
    }
    AppText {
        id: meaning

        y: numbers.height
        width: past.width
        height: text === "" ? 0 : 22
        text: panel.budget.meaning === "" ? "" : "Rollouts: " + panel.budget.meaning.charAt(0).toLowerCase() + panel.budget.meaning.slice(1)
        color: Theme.text2

        HoverHandler {
            id: overMeaning
        }
        Tooltip {
            visible: overMeaning.hovered && meaning.truncated
            text: meaning.text
        }
    }
    StatusMark {
        id: doubt

        y: numbers.height + meaning.height
        width: past.width
        visible: panel.objective.doubt !== ""
        status: "unknown"
        word: panel.objective.doubt
    }
    Item {
        id: past

        y: numbers.height + meaning.height + (doubt.visible ? doubt.height + Theme.spaceS : 0)
        width: (parent?.width ?? 0) - tiers.width - (panel.narrow ? Theme.spaceM : Theme.spaceXL)
        height: (parent?.height ?? 0) - y

        LineChart {
            id: chart

            readonly property var even: Array.from(panel.objective.even)

            anchors.fill: parent
            visible: panel.objective.lineState === "ready" && !panel.asTable
            label: "Budget left over " + panel.objective.period + ", now " + (panel.figures[0]?.value ?? "unknown")
            unit: " %"
            rightPadding: 72
            xTickCount: width < 420 ? 3 : 5
            eventRows: events.length > 0 ? 2 : 0
            events: even.length < 2 || past.height < 190 ? [] : panel.placed(Array.from(panel.budget.events), even[0].x, even[1].x, width - 116)
            fromY: panel.floor
            toY: 100
            series: [
                {name: "even pace", kind: "baseline", points: Array.from(panel.objective.even), label: "even pace"},
                {name: "budget left", kind: "canary", points: Array.from(panel.objective.line), label: panel.objective.status === "unknown" ? "" : panel.figures[0]?.value ?? ""}
            ]
            gaps: Array.from(panel.objective.gaps)
            objectives: [
                {value: 50, label: "caution", status: "caution", gate: true},
                {value: 25, label: "restricted", status: "restricted", gate: true}
            ]
            zones: [
                {from: 25, to: 50, status: "caution"},
                {from: 0, to: 25, status: "restricted"},
                {from: panel.floor, to: 0, status: "exhausted"}
            ]
        }
        BudgetList {
            anchors.fill: parent
            visible: panel.objective.lineState === "ready" && panel.asTable
            points: visible ? Array.from(panel.objective.line) : []
        }
        Placeholder {
            anchors.fill: parent
            visible: panel.objective.lineState !== "ready"
            kind: panel.objective.lineState === "failed" ? "error" : panel.objective.lineState === "empty" ? "empty" : "loading"
            message: panel.objective.lineState === "failed" ? panel.objective.lineProblem
                     : panel.objective.lineState === "empty" ? "Nothing was counted in this time." : ""
        }
    }
    TiersTable {
        id: tiers

        x: (parent?.width ?? 0) - width
        y: numbers.height
        width: wanted
        compact: panel.narrow
        tiers: panel.objective.tiers
    }
    Column {
        id: notes

        x: tiers.x
        y: tiers.y + tiers.height + Theme.spaceS
        width: tiers.width
        spacing: Theme.spaceXS

        Repeater {
            model: panel.objective.notes

            AppText {
                required property string modelData

                width: parent?.width ?? 0
                wrapMode: Text.Wrap
                text: modelData
                color: Theme.text2
            }
        }
    }
    BurnChart {
        x: tiers.x
        y: notes.y + notes.height + (notes.height > 0 ? Theme.spaceS : 0)
        width: tiers.width
        height: Math.min(220, (parent?.height ?? 0) - y)
        visible: height > 96 && panel.objective.lineState === "ready"
        burns: panel.objective.burns
    }
}
