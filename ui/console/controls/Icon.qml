import QtQuick
import Flotilla.Theme

// One of resources/icons, by name.
Image {
    property string name
    property color color: Theme.text2
    property int size: 16

    width: size
    height: size
    sourceSize.width: size * Screen.devicePixelRatio
    sourceSize.height: size * Screen.devicePixelRatio
    source: name === "" ? "" : "image://icon/" + name + "/" + Theme.hex(color)
    Accessible.ignored: true
}
