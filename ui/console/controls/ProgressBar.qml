import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// How much of something is done or left. The number stands beside it; the bar alone says too little.
T.ProgressBar {
    id: bar

    property string label: ""
    property color color: Theme.updating
    property color track: Theme.raised
    property bool thin: false

    implicitWidth: 120
    implicitHeight: thin ? 4 : 6
    Accessible.role: Accessible.ProgressBar
    Accessible.name: label

    background: Rectangle {
        radius: height / 2
        color: bar.track
    }
    contentItem: Item {
        Rectangle {
            width: bar.position === 0 ? 0 : Math.max(height, Math.round(bar.position * parent.width))
            height: parent.height
            radius: height / 2
            color: bar.color
        }
    }
}
