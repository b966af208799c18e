pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What one node sees: the inputs of its models beside the training and beside its own beginning, the farthest first.
Column {
    id: part

    required property Session session
    required property DriftDetail inputs

    signal openRequested(string key)

    readonly property string placeholder: inputs.features > 0 ? "" : inputs.known ? "empty" : inputs.state === "denied" ? "denied"
                                          : inputs.state !== "failed" ? "loading" : session.state === "live" ? "error" : "disconnected"

    spacing: Theme.spaceM
    Component.onDestruction: inputs.active = false

    Binding { target: part.inputs; property: "active"; value: part.visible }
    Placeholder {
        width: parent.width
        height: 200
        visible: part.placeholder !== ""
        kind: part.placeholder
        message: part.placeholder === "empty" ? "No windows of inputs have come from it." : part.placeholder === "loading" ? "" : part.inputs.problem
        detail: part.placeholder === "empty" ? "It runs no model, or the first window has not closed yet." : ""
        actionText: part.placeholder === "error" || part.placeholder === "disconnected" ? "Try again" : ""
        onActionTriggered: part.inputs.reload()
    }
    Column {
        width: parent.width
        visible: part.placeholder === ""
        spacing: Theme.spaceS

        Item {
            width: parent.width
            height: 28

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                visible: part.inputs.choices.length < 2
                text: part.inputs.choices[0]?.text ?? ""
                weight: Theme.weightStrong
            }
            Select {
                visible: part.inputs.choices.length > 1
                label: "Model"
                model: Array.from(part.inputs.choices).map(one => one.text)
                currentIndex: part.inputs.choice
                onActivated: (index) => part.inputs.choice = index
            }
            FreshnessChip {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                freshness: part.inputs.freshness
                text: part.inputs.freshnessText
            }
        }
        StatusMark {
            width: parent.width
            status: part.inputs.status
            word: part.inputs.word + ", " + part.inputs.window
        }
        AppText {
            width: parent.width
            visible: text !== ""
            wrapMode: Text.Wrap
            lineHeight: 1.3
            text: part.inputs.cause
            weight: Theme.weightMedium
        }
        ListView {
            id: list

            width: parent.width
            height: Math.min(6, count) * 28
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            model: part.inputs.features
            Accessible.role: Accessible.List
            Accessible.name: "Inputs, " + count + " rows"
            Accessible.focusable: true
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onDownPressed: part.inputs.key = part.inputs.keyAt(Math.min(count - 1, part.inputs.currentRow() + 1))
            Keys.onUpPressed: part.inputs.key = part.inputs.keyAt(Math.max(0, part.inputs.currentRow() - 1))
            delegate: InputRow {
                required property int index

                width: ListView.view.width
                inputs: part.inputs
                row: index
                onClicked: {
                    list.forceActiveFocus(Qt.MouseFocusReason)
                    part.inputs.key = part.inputs.keyAt(index)
                }
            }

            FocusRing {
                visible: list.activeFocus
                around: 0
            }
        }
        InputHistogram {
            width: parent.width
            label: part.inputs.feature
            histogram: part.inputs.histogram
        }
        JudgementTable {
            width: parent.width
            judgements: Array.from(part.inputs.judgements)
        }
        AppButton {
            small: true
            iconName: "chart-line"
            text: "Open in Drift"
            onClicked: part.openRequested(part.inputs.address())
        }
    }
}
