import QtQuick
import Flotilla.Theme

// The shape of a status, verdict or state. `background` is the colour behind it, which shows through its cut-out.
Image {
    property string status: "unknown"
    property color color: Theme.statusColor(status)
    property color background: Theme.panel
    property int size: 12

    width: size
    height: size
    sourceSize.width: size * Screen.devicePixelRatio
    sourceSize.height: size * Screen.devicePixelRatio
    source: "image://icon/status/" + Theme.statusShape(status) + "/" + Theme.hex(color) + "/" + Theme.hex(background)
    Accessible.ignored: true
}
