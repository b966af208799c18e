import QtQuick
import Flotilla.Theme

// Text on a chart; with `boxed` it covers what lies under it.
Text {
    id: label

    property bool boxed: false
    property bool strong: false

    textFormat: Text.PlainText
    color: strong ? Theme.text : Theme.text2
    font.family: Theme.sans
    font.pixelSize: Theme.fontCaption
    font.weight: strong ? Theme.weightStrong : Theme.weightNormal

    Rectangle {
        anchors.fill: parent
        anchors.leftMargin: -3
        anchors.rightMargin: -3
        visible: label.boxed
        z: -1
        color: Theme.panel
    }
}
