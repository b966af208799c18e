import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One word about the incident that is shown: that it became something else, or a note in its timeline.
Dialog {
    id: sheet

    required property IncidentActions actions
    required property IncidentWatch incident
    required property string whyNotOperate
    property string word: ""
    property string about: ""
    readonly property bool notes: word === "note"
    readonly property var states: ({mitigate: "mitigated", resolve: "resolved", reopen: "active", review: "review", close: "closed", cancel: "cancelled"})
    readonly property var titles: ({mitigate: "Users are served again", resolve: "It is over", reopen: "It is not over after all",
                                     review: "What was learnt is written down", close: "Nothing is left to do", cancel: "It was a false alarm", note: "Add a note"})
    readonly property var verbs: ({mitigate: "Mitigated", resolve: "Resolved", reopen: "Reopen", review: "Begin the review", close: "Close", cancel: "False alarm", note: "Add note"})
    readonly property string consequence: {
        switch (word) {
        case "mitigate": return "Users are served again, though it is not over. Alerts go on joining it."
        case "resolve": return "It is over; none of its alerts may fire any more. Alerts that come back begin another incident."
        case "reopen": return "People work against it again, and alerts join it."
        case "review": return "Nobody works against it any more; what was learnt is being written down."
        case "close": return "Nothing is left to do about it."
        case "cancel": return "It was no incident. It counts as a false alarm in how good alerts are."
        case "note": return "It stays in the timeline, with your name and the time, and cannot be changed."
        default: return ""
        }
    }
    readonly property string whyNot: whyNotOperate !== "" ? whyNotOperate : notes && area.text.trim() === "" ? "Write something first"
            : notes && area.tooLong ? "At most 8,000 characters" : word === "cancel" && why.text.trim() === "" ? "Say why first" : ""
    readonly property string commandLine: word === "" ? "" : actions.line(word, about, notes ? area.text.split("\n")[0] : why.text, pin.checked)

    function start(word: string) {
        sheet.word = word
        about = incident.incident
        why.text = ""
        area.clear()
        pin.checked = false
        open()
        const first = notes ? area : why
        first.forceActiveFocus(Qt.TabFocusReason)
    }

    function confirm() {
        if (whyNot !== "")
            return
        if (notes)
            actions.note(about, area.text, pin.checked)
        else
            actions.move(about, states[word], why.text)
        close()
    }

    width: 540
    title: titles[word] ?? ""
    sub: about + ", " + incident.title
    buttons: [
        AppButton {
            text: "Leave it"
            onClicked: sheet.close()
        },
        AppButton {
            kind: sheet.word === "cancel" ? "danger" : "primary"
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
        NoteArea {
            id: area

            width: parent.width
            height: 96
            visible: sheet.notes
            label: "Note"
            placeholderText: "what was seen or done"
            onAccepted: sheet.confirm()
        }
        CheckBox {
            id: pin

            visible: sheet.notes
            text: "It is decisive: pin it into the short timeline"
        }
        Field {
            width: parent.width
            visible: !sheet.notes
            name: sheet.word === "cancel" ? "Reason" : "Reason, if any"
            note: "Stays in the timeline."

            TextField {
                id: why

                width: parent.width
                maximumLength: 500
                label: "Reason"
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
