import QtQuick
import Flotilla.Theme

// The ring around what has the keyboard focus: two pixels, one pixel away. Not shown after a click.
Rectangle {
    property int around: Theme.radiusControl

    anchors.fill: parent
    anchors.margins: -3
    radius: around + 3
    color: "transparent"
    border.width: 2
    border.color: Theme.focus
    z: 1
}
