import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What was begun needs to know that it is still the same person.
Dialog {
    id: dialog

    required property ConfirmPrompt prompt

    objectName: "confirmDialog"
    title: "Confirm that it is you"
    sub: "What you are about to do waits for it"
    visible: prompt.open
    onOpened: {
        secret.typed = ""
        secret.forceActiveFocus(Qt.OtherFocusReason)
    }
    onClosed: prompt.cancel()
    buttons: [
        AppButton {
            text: "Cancel"
            reason: dialog.prompt.busy ? "An answer is under way" : ""
            onClicked: dialog.prompt.cancel()
        },
        AppButton {
            objectName: "confirmSend"
            kind: "primary"
            text: dialog.prompt.busy ? "Asking…" : "Confirm"
            reason: dialog.prompt.busy ? "An answer is under way" : secret.typed === "" ? "Nothing is typed yet" : ""
            onClicked: dialog.prompt.confirm(secret.typed)
        }
    ]

    Column {
        width: parent.width
        bottomPadding: Theme.spaceL
        spacing: Theme.spaceS

        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.3
            text: "Approvals, revocations and keys need you to show who you are again. It counts for five minutes."
            color: Theme.text2
        }
        AppText {
            topPadding: Theme.spaceS
            text: "Your password, or six digits of your second factor"
            color: Theme.text2
        }
        SecretField {
            id: secret

            objectName: "confirmSecret"
            width: parent.width
            label: "Your password, or six digits of your second factor"
            enabled: !dialog.prompt.busy
            maximumLength: 128
            onAccepted: dialog.prompt.confirm(secret.typed)
        }
        AppText {
            objectName: "confirmError"
            width: parent.width
            visible: dialog.prompt.error !== ""
            wrapMode: Text.Wrap
            text: dialog.prompt.error
            size: Theme.fontCaption
            color: Theme.failed
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
    }
}
