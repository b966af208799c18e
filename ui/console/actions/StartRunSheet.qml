pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A run of a runbook is started. What nobody knows gets a field once the control plane has asked for it.
Dialog {
    id: sheet

    required property RunStart draft
    required property string whyNot
    readonly property string commandLine: opened ? draft.line : ""

    function start(runbook: string, incident: string) {
        draft.prepare(runbook, incident)
        open()
    }

    function confirm() {
        if (whyNot === "")
            draft.start()
    }

    width: 560
    title: "Start a run of " + draft.runbook
    sub: draft.incident === "" ? "for no incident" : "for " + draft.incident
    buttons: [
        AppButton {
            text: "Cancel"
            onClicked: sheet.close()
        },
        AppButton {
            kind: "primary"
            iconName: "play"
            text: "Start run"
            reason: sheet.whyNot !== "" ? sheet.whyNot : sheet.draft.busy ? "Waits for the answer" : ""
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
            text: "You take its steps. Starting it changes nothing in the fleet: each step says first what it would change."
            color: Theme.text2
        }
        Repeater {
            model: sheet.draft.inputs.length

            Field {
                id: line

                required property int index
                readonly property var input: sheet.draft.inputs[index] ?? ({name: "", value: "", error: ""})

                width: parent?.width ?? 0
                height: implicitHeight + (input.error === "" ? 0 : 18)
                name: input.name

                TextField {
                    width: parent.width
                    maximumLength: 200
                    label: line.input.name
                    error: line.input.error
                    Component.onCompleted: forceActiveFocus(Qt.TabFocusReason)
                    onTextEdited: sheet.draft.setInput(line.input.name, text)
                    onAccepted: sheet.confirm()
                }
            }
        }
        CheckBox {
            text: "A drill: it counts in no figure"
            checked: sheet.draft.drill
            onToggled: sheet.draft.drill = checked
        }
        StatusMark {
            width: parent.width
            visible: sheet.draft.problem !== ""
            status: "failed"
            word: sheet.draft.problem
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
    Connections {
        target: sheet.draft

        function onStarted() { sheet.close() }
    }
}
