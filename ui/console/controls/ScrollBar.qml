import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A thin bar that widens under the pointer; hidden when everything fits.
T.ScrollBar {
    id: bar

    readonly property bool wide: hovered || pressed

    hoverEnabled: true
    implicitWidth: 10
    implicitHeight: 10
    padding: 2
    minimumSize: 0.08
    visible: policy === T.ScrollBar.AlwaysOn || (policy === T.ScrollBar.AsNeeded && size < 1.0)
    Accessible.name: orientation === Qt.Vertical ? "Scroll up or down" : "Scroll left or right"

    contentItem: Rectangle {
        implicitWidth: 6
        implicitHeight: 6
        radius: 3
        color: bar.pressed ? Theme.text3 : Theme.control
        opacity: bar.wide ? 1 : 0.6
    }
}
