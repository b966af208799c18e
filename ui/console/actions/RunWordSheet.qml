import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One word to the run that is shown, with its reason, which stays in the evidence.
Dialog {
    id: sheet

    required property RunActions actions
    required property RunWatch run
    required property RunStepView runStep
    required property string whyNotOperate
    required property string whyNotApprove
    property string word: ""
    property string step: ""
    property string about: ""
    property string digest: ""
    readonly property bool judges: word === "approve" || word === "reject"
    readonly property bool breaks: word === "break-glass"
    readonly property bool names: word === "hand-over"
    readonly property bool needsReason: word === "skip" || word === "jump" || word === "cancel" || word === "reject" || breaks
    readonly property var titles: ({"hand-over": "Hand over", take: "Take over", escalate: "Escalate", cancel: "Cancel the run",
                                     skip: "Skip the step", jump: "Go to another step", approve: "Approve", reject: "Reject",
                                     "break-glass": "Go on without approval"})
    readonly property var verbs: ({"hand-over": "Hand over", take: "Take over", escalate: "Call for somebody", cancel: "Cancel the run",
                                    skip: "Skip it", jump: "Go there", approve: "Approve", reject: "Reject", "break-glass": "Go on alone"})
    readonly property string consequence: {
        switch (word) {
        case "hand-over": return "Somebody else takes its steps from now on. You go on watching, and can take it over again."
        case "take": return "You take its steps from now on instead of " + run.owner + ", who is told in the evidence."
        case "escalate": return "An alert of its own calls for somebody else. The run goes on meanwhile."
        case "cancel": return "The run ends before its end. What was done stays done: undo it first if it should not."
        case "skip": return "The run goes on without this step. That it was skipped stays in the evidence."
        case "jump": return "The step that it is at is left, and the run goes on from there."
        case "approve": return "You agree to exactly the preview that is shown. If what it would change changes, it has to be asked for again."
        case "break-glass": return "Nobody else has to agree to the preview that is shown. It is marked red in both timelines, and somebody else is asked to review it."
        case "reject": return "The step fails. Whoever takes the steps is told why."
        default: return ""
        }
    }
    readonly property string whyNot: {
        const right = judges ? whyNotApprove : whyNotOperate
        if (right !== "")
            return right
        if (names && who.text.trim() === "")
            return "Say to whom first"
        return needsReason && why.text.trim() === "" ? "Say why first" : ""
    }
    readonly property string commandLine: word === "" ? "" : actions.line(word, step, names ? who.text : digest, why.text)

    function start(word: string, step: string) {
        sheet.word = word
        sheet.step = step
        about = runStep.title
        digest = runStep.digest
        who.text = ""
        why.text = ""
        open()
        const first = names ? who : why
        first.forceActiveFocus(Qt.TabFocusReason)
    }

    function confirm() {
        if (whyNot !== "")
            return
        if (judges)
            actions.review(word === "approve", step, digest, why.text)
        else
            actions.say(word, step, names ? who.text : "", why.text)
        close()
    }

    width: 540
    title: titles[word] ?? ""
    sub: step === "" ? run.title : about
    buttons: [
        AppButton {
            text: "Leave it"
            onClicked: sheet.close()
        },
        AppButton {
            kind: sheet.word === "cancel" || sheet.word === "reject" || sheet.breaks ? "danger" : "primary"
            text: sheet.verbs[sheet.word] ?? ""
            reason: sheet.whyNot
            onClicked: sheet.confirm()
        }
    ]

    Column {
        width: parent?.width ?? 0
        spacing: Theme.spaceM

        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.35
            text: sheet.consequence
            color: Theme.text2
        }
        CodeLine {
            width: parent.width
            visible: sheet.judges || sheet.breaks
            label: "preview"
            text: sheet.digest
        }
        Field {
            width: parent.width
            visible: sheet.names
            name: "To"

            TextField {
                id: who

                width: parent.width
                maximumLength: 64
                label: "To whom"
                placeholderText: "an operator, by name"
                onAccepted: why.forceActiveFocus(Qt.TabFocusReason)
            }
        }
        Field {
            width: parent.width
            visible: !sheet.names
            name: sheet.needsReason ? "Reason" : "Reason, if any"
            note: "Stays in the evidence."

            TextField {
                id: why

                width: parent.width
                maximumLength: 500
                label: "Reason"
                placeholderText: sheet.needsReason ? "why" : ""
                onAccepted: sheet.confirm()
            }
        }
        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
        AppText {
            width: parent.width
            visible: sheet.whyNot !== ""
            text: sheet.whyNot + "."
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
