import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Somebody looks after an alert, or all that fire in a group, from now on. It harms nobody, so it needs no more than a key.
Dialog {
    id: sheet

    required property AlertActions actions
    required property string whyNot
    property string key: ""
    property bool group: false
    property string about: ""
    readonly property string commandLine: key === "" ? "" : actions.acknowledgeLine(key, group, note.text)

    function start(key: string, group: bool, about: string) {
        sheet.key = key
        sheet.group = group
        sheet.about = about
        note.text = ""
        open()
        note.forceActiveFocus(Qt.TabFocusReason)
    }

    function confirm() {
        if (whyNot !== "")
            return
        actions.acknowledge(key, group, note.text)
        close()
    }

    width: 520
    title: group ? "Acknowledge all that fire here" : "Acknowledge"
    sub: about
    buttons: [
        AppButton {
            text: "Cancel"
            onClicked: sheet.close()
        },
        AppButton {
            kind: "primary"
            text: "Acknowledge"
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
            text: "You look after it from now on: nobody is told again and it is not escalated, until it has resolved or you give it back."
            color: Theme.text2
        }
        Field {
            width: parent.width
            name: "Note, if any"
            note: "Goes into the audit log."

            TextField {
                id: note

                width: parent.width
                maximumLength: 500
                label: "Note"
                placeholderText: "what is done about it"
                onAccepted: sheet.confirm()
            }
        }
        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
    }
}
