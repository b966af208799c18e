import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What somebody who writes a runbook has to know now: who came first, what was refused, what was put back.
Column {
    id: notices

    required property RunbookEditor editor
    required property RunbookSaving saving
    required property string forbidden

    signal compareRequested()

    spacing: Theme.spaceS

    Banner {
        width: parent.width
        visible: notices.forbidden !== ""
        status: "inconclusive"
        title: "You can only read it"
        text: "Changing it " + notices.forbidden + "."
    }
    Banner {
        width: parent.width
        visible: notices.editor.overtaken
        status: "warning"
        title: "Somebody came first"
        text: notices.editor.overtakenBy + " Your text is kept; the changes are against theirs."
        actions: [
            AppButton {
                kind: "ghost"
                text: "See the changes"
                onClicked: notices.compareRequested()
            },
            AppButton {
                text: "Take theirs"
                onClicked: notices.editor.takeNewest()
            },
            AppButton {
                text: "Keep mine over it"
                onClicked: notices.editor.keepOverNewest()
            }
        ]
    }
    Banner {
        width: parent.width
        visible: notices.saving.refusal !== "" && !notices.editor.overtaken
        status: "failed"
        title: "Refused"
        text: notices.saving.refusal.replace(/[.]?$/, ".") + " Your text is kept."
        actions: [
            AppButton {
                kind: "ghost"
                text: "Dismiss"
                onClicked: notices.saving.dismiss()
            }
        ]
    }
    Banner {
        width: parent.width
        visible: notices.editor.restored !== "" && notices.editor.dirty && !notices.editor.overtaken
        status: "inconclusive"
        title: "Your text of " + notices.editor.restored + " was put back"
        text: "It was not saved then."
    }
    Banner {
        width: parent.width
        visible: notices.editor.draftLost
        status: "warning"
        title: "No draft can be kept on this computer"
        text: "What is not saved is lost when the program ends."
    }
}
