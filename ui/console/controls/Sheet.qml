import QtQuick
import Flotilla.Theme

// A dialog that comes from the right and is as high as the window: previews and plans that need room.
Dialog {
    x: parent ? parent.width - width : 0
    y: 0
    width: 520
    height: parent ? parent.height : 0
    implicitHeight: 0

    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.motion }
    }
    background: Rectangle {
        color: Theme.panel

        Rectangle {
            width: 1
            height: parent.height
            color: Theme.control
        }
    }
}
