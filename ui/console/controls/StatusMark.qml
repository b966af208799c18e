import QtQuick
import Flotilla.Theme

// A status as shape and word, never as colour alone. Healthy is quiet; in a selected row the word takes the text colour.
Item {
    id: mark

    property string status: "unknown"
    property string word: status
    property bool selected: false
    property bool strong: false
    property color background: Theme.panel
    property int size: 12
    property int textSize: Theme.fontTable
    readonly property var quietOnes: ["healthy", "passed", "pass", "pending", "inconclusive"]
    readonly property bool quiet: quietOnes.indexOf(status) >= 0

    implicitWidth: shape.width + 6 + label.implicitWidth
    implicitHeight: Math.max(shape.height, label.implicitHeight)
    Accessible.role: Accessible.StaticText
    Accessible.name: word

    StatusShape {
        id: shape

        anchors.verticalCenter: parent.verticalCenter
        status: mark.status
        size: mark.size
        background: mark.background
    }
    AppText {
        id: label

        x: shape.width + 6
        width: Math.min(implicitWidth, mark.width - x)
        anchors.verticalCenter: parent.verticalCenter
        text: mark.word
        size: mark.textSize
        weight: mark.strong ? Theme.weightStrong : Theme.weightMedium
        color: mark.selected ? Theme.text : mark.quiet ? Theme.text2 : Theme.statusColor(mark.status)
        Accessible.ignored: true
    }
}
