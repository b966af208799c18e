pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// What the palette understands, and its keys.
Item {
    id: foot

    implicitHeight: 38

    component Hint: Row {
        property string key
        property string meaning

        anchors.verticalCenter: parent?.verticalCenter
        spacing: 6

        KeyCap {
            text: parent.key
        }
        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: parent.meaning
            color: Theme.text2
        }
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Row {
        x: Theme.spaceL
        height: parent.height
        spacing: Theme.spaceL

        Hint { key: ">"; meaning: "command" }
        Hint { key: ":"; meaning: "view" }
        Hint { key: "@"; meaning: "scope" }
        Hint { key: "abc"; meaning: "name or id" }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        height: parent.height
        spacing: Theme.spaceL

        Hint { key: "Tab"; meaning: "complete" }
        Hint { key: "Enter"; meaning: "open" }
        Hint { key: "Esc"; meaning: "close" }
    }
}
