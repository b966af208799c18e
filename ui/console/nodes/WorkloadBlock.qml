pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One workload of a node: its state, and if something is wrong, what.
Column {
    id: block

    property var workload: ({})
    property bool fresh: true
    readonly property var facts: [
        {name: "Proven", value: workload.version ?? "", mono: true},
        {name: "Requests", value: String(workload.requests ?? "")},
        {name: "Errors", value: String(workload.errors ?? "")},
        {name: "p95", value: String(workload.p95 ?? "")},
        {name: "Accuracy", value: String(workload.accuracy ?? "")},
        {name: "Restarts", value: String(workload.restarts ?? "")}
    ]

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Item {
        width: parent.width
        height: 34

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - state.width - Theme.spaceS
            text: block.workload.name ?? ""
            weight: Theme.weightStrong
        }
        StatusMark {
            id: state

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            status: block.fresh ? block.workload.status ?? "unknown" : "unknown"
            word: (block.fresh ? "" : "last known: ") + (block.workload.state ?? "unknown")
        }
    }
    AppText {
        width: parent.width
        bottomPadding: 6
        visible: text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: (block.workload.message ?? "") + ((block.workload.reason ?? "") === "" ? "" : " (" + block.workload.reason + ")")
        color: Theme.text2
    }
    Repeater {
        model: block.workload.stages ?? []

        Column {
            id: stage

            required property var modelData
            readonly property bool live: modelData.underWay

            width: block.width
            bottomPadding: 6

            Item {
                width: parent.width
                height: state_.visible ? 28 : 0

                AppText {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - state_.width - Theme.spaceS
                    visible: stage.live
                    text: stage.modelData.title
                    weight: Theme.weightMedium
                }
                StatusMark {
                    id: state_

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    visible: stage.live
                    status: block.fresh ? stage.modelData.status : "unknown"
                    word: (block.fresh ? "" : "last known: ") + stage.modelData.word
                }
            }
            FactList {
                width: parent.width
                visible: stage.live
                nameWidth: 88
                facts: stage.live ? stage.modelData.facts : []
            }
            AppText {
                width: parent.width
                visible: !stage.live
                wrapMode: Text.Wrap
                lineHeight: 1.25
                text: stage.modelData.sentence
                color: Theme.text2
            }
        }
    }
    Grid {
        width: parent.width
        columns: 2

        Repeater {
            model: block.facts

            FactRow {
                required property var modelData

                width: block.width / 2
                nameWidth: 74
                name: modelData.name
                value: modelData.value
                mono: modelData.mono ?? false
            }
        }
    }
}
