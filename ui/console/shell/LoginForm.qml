import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Name and password, and a code where there is a second factor; what is wrong stands beside the field.
Column {
    id: form

    required property Identity identity
    readonly property string missing: name.text.trim() === "" ? "Your name is missing"
            : password.typed === "" ? "Your password is missing"
            : identity.asksCode && code.text.trim() === "" ? "The code is missing" : ""

    function begin() {
        password.typed = ""
        code.text = ""
        if (name.text === "")
            name.text = identity.name
        if (name.text === "")
            name.forceActiveFocus(Qt.OtherFocusReason)
        else
            password.forceActiveFocus(Qt.OtherFocusReason)
    }

    function send() {
        if (missing === "" && !identity.busy)
            identity.logIn(name.text, password.typed, code.text, stay.checked)
    }

    spacing: Theme.spaceS

    Connections {
        target: form.identity

        function onChanged() {
            if (form.identity.codeError !== "")
                code.selectAll()
            if (form.identity.passwordError !== "")
                password.selectAll()
        }
    }
    AppText {
        text: "Name"
        color: Theme.text2
    }
    TextField {
        id: name

        objectName: "loginName"
        width: parent.width
        label: "Name"
        enabled: !form.identity.busy && !form.identity.asksCode
        maximumLength: 63
        onAccepted: password.forceActiveFocus(Qt.TabFocusReason)
    }
    AppText {
        topPadding: Theme.spaceS
        text: "Password"
        color: Theme.text2
    }
    SecretField {
        id: password

        objectName: "loginPassword"
        width: parent.width
        label: "Password"
        enabled: !form.identity.busy && !form.identity.asksCode
        maximumLength: 128
        onAccepted: form.send()
    }
    AppText {
        id: wrongPassword

        width: parent.width
        visible: form.identity.passwordError !== ""
        wrapMode: Text.Wrap
        text: form.identity.passwordError
        size: Theme.fontCaption
        color: Theme.failed
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    AppText {
        topPadding: Theme.spaceS
        visible: code.visible
        text: "Code of your second factor, or a recovery code"
        color: Theme.text2
    }
    TextField {
        id: code

        objectName: "loginCode"
        width: parent.width
        visible: form.identity.asksCode
        label: "Code of your second factor, or a recovery code"
        enabled: !form.identity.busy
        mono: true
        maximumLength: 32
        onVisibleChanged: {
            if (visible)
                forceActiveFocus(Qt.OtherFocusReason)
        }
        onAccepted: form.send()
    }
    AppText {
        width: parent.width
        visible: code.visible && form.identity.codeError !== ""
        wrapMode: Text.Wrap
        text: form.identity.codeError
        size: Theme.fontCaption
        color: Theme.failed
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
    CheckBox {
        id: stay

        objectName: "loginStay"
        text: "Keep me logged in when this window closes"
        enabled: !form.identity.busy
    }
    Row {
        spacing: Theme.spaceS

        AppButton {
            objectName: "loginSend"
            kind: "primary"
            text: form.identity.busy ? "Asking…" : "Log in"
            reason: form.identity.busy ? "An answer is under way" : form.missing
            onClicked: form.send()
        }
        AppButton {
            objectName: "loginOver"
            visible: form.identity.asksCode && !form.identity.busy
            text: "As somebody else"
            onClicked: {
                form.identity.startOver()
                form.begin()
            }
        }
    }
}
