import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A silence ends before its time: what it holds back is told from then on.
Dialog {
    id: sheet

    required property AlertActions actions
    required property SilencesModel silences
    required property string whyNot
    property string silence: ""
    property var about: ({})
    readonly property string commandLine: silence === "" ? "" : actions.expireLine(silence)

    function start(id: string) {
        silence = id
        about = silences.about(id)
        open()
    }

    width: 520
    title: "End the silence"
    sub: about.when ?? ""
    buttons: [
        AppButton {
            text: "Cancel"
            onClicked: sheet.close()
        },
        AppButton {
            kind: "primary"
            text: "End it now"
            reason: sheet.whyNot
            onClicked: {
                sheet.actions.expireSilence(sheet.silence)
                sheet.close()
            }
        }
    ]

    Column {
        width: parent?.width ?? 0
        spacing: Theme.spaceM

        AppText {
            width: parent.width
            wrapMode: Text.WrapAnywhere
            text: sheet.about.matchers ?? ""
            mono: true
        }
        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.35
            text: (sheet.about.comment ?? "") + ", by " + (sheet.about.by ?? "") + ". What it holds back and still fires is told at once."
            color: Theme.text2
        }
        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
    }
}
