import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A line that is not shown while it is typed. Says when caps lock is on, as far as the letters that come tell.
TextField {
    id: field

    property bool capsLock: false

    echoMode: TextInput.Password
    passwordCharacter: "•"
    inputMethodHints: Qt.ImhHiddenText | Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
    Accessible.description: [error, capsLock ? "Caps lock is on" : ""].filter(part => part !== "").join(", ")
    onActiveFocusChanged: capsLock = false
    Keys.onPressed: (event) => {
        const letter = event.text
        if (letter.length === 1 && letter.toUpperCase() !== letter.toLowerCase())
            capsLock = (letter === letter.toUpperCase()) !== Boolean(event.modifiers & Qt.ShiftModifier)
        event.accepted = false
    }

    AppText {
        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        visible: field.capsLock && field.activeFocus
        text: "Caps lock"
        size: Theme.fontCaption
        color: Theme.degraded
        Accessible.ignored: true
    }
}
