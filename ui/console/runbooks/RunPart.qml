pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What is done next at a step: one primary gesture by its kind, who has to agree, and the ways around it.
FocusScope {
    id: part

    required property RunWatch run
    required property RunStepView runStep
    required property RunActions actions
    required property string whyNotOwner
    required property string whyNotApprove
    readonly property string next: runStep.next
    readonly property var review: runStep.review
    readonly property string reason: whyNotOwner !== "" ? whyNotOwner : actions.running > 0 ? "Waits for the answer to the last word" : ""
    readonly property bool asked: review.asks ?? false

    signal wordRequested(string verb, string step)

    implicitHeight: column.height

    Column {
        id: column

        width: parent.width
        spacing: Theme.spaceS

        StatusMark {
            width: parent.width
            visible: part.runStep.outcome !== "" && part.next !== "act"
            status: part.runStep.status
            word: part.runStep.outcome
        }
        Column {
            width: parent.width
            visible: part.next === "wait"
            spacing: Theme.spaceS

            StatusMark {
                width: parent.width
                status: part.runStep.status
                word: part.runStep.waiting
            }
            ProgressBar {
                width: parent.width
                thin: true
                visible: part.runStep.waitingShare > 0
                label: "Time left"
                value: part.runStep.waitingShare
            }
        }
        Column {
            width: parent.width
            visible: part.review.needed !== undefined
            spacing: Theme.spaceXS

            AppText {
                width: parent.width
                topPadding: Theme.spaceXS
                wrapMode: Text.Wrap
                text: "Others have to agree: " + (part.review.text ?? "")
                weight: Theme.weightMedium
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
            Repeater {
                model: part.review.said ?? []

                StatusMark {
                    required property var modelData

                    width: parent?.width ?? 0
                    status: modelData.status
                    word: modelData.name + " " + modelData.text
                }
            }
            Row {
                topPadding: Theme.spaceXS
                spacing: Theme.spaceS
                visible: part.asked

                AppButton {
                    kind: "primary"
                    iconName: "circle-check"
                    text: "Approve…"
                    reason: part.whyNotApprove !== "" ? part.whyNotApprove : part.review.mine ? "" : "Somebody else than who asks has to agree, once each"
                    onClicked: part.wordRequested("approve", part.runStep.key)
                }
                AppButton {
                    kind: "dangerText"
                    text: "Reject…"
                    reason: part.whyNotApprove !== "" ? part.whyNotApprove : part.review.mine ? "" : "Somebody else than who asks has to agree, once each"
                    onClicked: part.wordRequested("reject", part.runStep.key)
                }
                AppButton {
                    visible: part.review.mayBreak ?? false
                    kind: "dangerText"
                    iconName: "siren"
                    text: "Break glass…"
                    onClicked: part.wordRequested("break-glass", part.runStep.key)
                }
            }
            AppText {
                width: parent.width
                visible: part.asked && !(part.review.mine ?? false)
                wrapMode: Text.Wrap
                text: part.whyNotApprove !== "" ? part.whyNotApprove + "." : "Somebody else than who asks has to agree, once each."
                size: Theme.fontCaption
                color: Theme.text2
            }
        }
        HoldButton {
            id: hold

            visible: part.next === "act"
            focus: visible
            text: part.runStep.nextText
            confirmWord: part.runStep.confirmWord
            reason: part.reason
            onConfirmed: part.actions.act(part.runStep.digest)
        }
        AppText {
            width: parent.width
            visible: part.next === "act"
            wrapMode: Text.Wrap
            text: hold.reason === "" ? hold.hint : hold.reason + "."
            color: Theme.text2
        }
        Flow {
            width: parent.width
            visible: part.next === "choose"
            spacing: Theme.spaceS

            Repeater {
                model: part.next === "choose" ? part.runStep.choices : []

                AppButton {
                    required property string modelData

                    text: modelData
                    reason: part.reason
                    onClicked: part.actions.choose(modelData)
                }
            }
        }
        NoteArea {
            id: note

            width: parent.width
            visible: part.next === "note"
            enabled: part.reason === ""
            label: "What to write down"
            placeholderText: "what it was, in the words of whoever was there"
            onAccepted: write.clicked()
        }
        Row {
            spacing: Theme.spaceS

            AppButton {
                id: write

                visible: part.next === "note"
                kind: "primary"
                iconName: "pencil"
                text: "Write it down"
                reason: part.reason !== "" ? part.reason : note.text.trim() === "" ? "Write something first"
                        : note.tooLong ? "At most 8,000 characters" : ""
                onClicked: {
                    if (reason !== "")
                        return
                    part.actions.note(note.text)
                    note.clear()
                }
            }
            AppButton {
                visible: part.next === "begin"
                focus: visible
                kind: "primary"
                iconName: part.runStep.status === "pending" ? "play" : "rotate-cw"
                text: part.runStep.nextText
                reason: part.reason
                onClicked: part.actions.begin()
            }
            AppButton {
                visible: part.next === "act"
                text: "Preview again"
                reason: part.reason
                onClicked: part.actions.begin()
            }
            AppButton {
                visible: part.runStep.current && part.next !== "choose" && part.run.mine
                kind: "ghost"
                text: "Skip step…"
                reason: part.reason
                onClicked: part.wordRequested("skip", part.runStep.key)
            }
            AppButton {
                visible: part.run.open && part.runStep.found && !part.runStep.current
                text: "Go to this step…"
                reason: part.reason
                onClicked: part.wordRequested("jump", part.runStep.key)
            }
        }
        AppText {
            width: parent.width
            visible: part.reason !== "" && part.next !== "" && part.next !== "act"
            wrapMode: Text.Wrap
            text: part.reason + "."
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
