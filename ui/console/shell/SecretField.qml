import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A line that is not shown while it is typed. Says when caps lock is on, as far as the letters that come tell.
// What was typed is `typed`. Qt tells assistive technology the property `text` of a field, of a password too, so that
// one is covered here by what is shown, the dots; the field stays a password field for a screen reader.
SecretLine {
    id: field

    readonly property string text: displayText
    property bool capsLock: false

    Accessible.description: error + (error !== "" && capsLock ? ", " : "") + (capsLock ? "Caps lock is on" : "")
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
