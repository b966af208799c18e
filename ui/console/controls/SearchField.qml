import QtQuick
import Flotilla.Theme

// A field that filters: magnifier, key that jumps to it, and a button that empties it. Escape empties it too.
TextField {
    id: field

    signal cleared()

    function empty() {
        field.clear()
        field.cleared()
    }

    iconName: "search"
    placeholderText: "Search"
    keyHint: text === "" ? "/" : ""
    rightPadding: 34
    Keys.onEscapePressed: (event) => {
        event.accepted = field.text !== ""
        field.empty()
    }

    AppButton {
        anchors.right: parent.right
        anchors.rightMargin: 2
        anchors.verticalCenter: parent.verticalCenter
        visible: field.text !== ""
        kind: "icon"
        small: true
        iconName: "x"
        text: "Clear"
        focusPolicy: Qt.NoFocus
        onClicked: field.empty()
    }
}
