import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The game day that is shown is ended before its time, with the reason, which is kept; it has to be held.
Dialog {
    id: sheet

    required property GameDayActions actions
    required property GameDayWatch day
    required property string whyNotOperate
    readonly property string whyNot: whyNotOperate !== "" ? whyNotOperate : why.text.trim() === "" ? "Say why first" : ""
    readonly property string commandLine: opened ? actions.line(why.text) : ""

    function start() {
        why.text = ""
        open()
        why.forceActiveFocus(Qt.TabFocusReason)
    }

    width: 560
    title: "Abort " + day.gameDay
    sub: day.title
    buttons: [
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: "Leave it"
            onClicked: sheet.close()
        },
        HoldButton {
            id: hold

            objectName: "abortGameDay"
            anchors.verticalCenter: parent?.verticalCenter
            height: 36
            danger: true
            text: "Hold to abort"
            reason: sheet.whyNot
            onConfirmed: {
                sheet.actions.abort(why.text)
                sheet.close()
            }
        }
    ]

    Column {
        width: parent?.width ?? 0
        spacing: Theme.spaceM

        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.35
            text: "All of its faults end at once where the nodes are there, and by themselves where they are not. Those that have not begun never do. It is scored all the same."
            color: Theme.text2
        }
        Field {
            width: parent.width
            name: "Reason"
            note: "It is kept with the game day."

            TextField {
                id: why

                width: parent.width
                maximumLength: 500
                label: "Reason"
                placeholderText: "why"
                onAccepted: hold.forceActiveFocus(Qt.TabFocusReason)
            }
        }
        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            text: hold.reason !== "" ? hold.reason + "." : hold.hint
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
