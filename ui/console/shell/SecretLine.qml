import QtQuick
import Flotilla.Controls

// What SecretField is made of: what was typed, under a name of its own.
TextField {
    id: line

    property alias typed: line.text

    echoMode: TextInput.Password
    passwordCharacter: "•"
    passwordMaskDelay: 0
    inputMethodHints: Qt.ImhHiddenText | Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
}
