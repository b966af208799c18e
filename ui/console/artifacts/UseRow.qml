import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// How many nodes of a region have proven a version, of those that are meant to run it. Opens those that have.
T.AbstractButton {
    id: row

    property string region: ""
    property int proven: 0
    property int wanted: 0

    hoverEnabled: true
    implicitHeight: 28
    Accessible.name: region + ": " + proven + " proven, " + wanted + " wanted, show them"

    background: Rectangle {
        x: -Theme.spaceS
        width: row.width + 2 * Theme.spaceS
        radius: Theme.radiusControl
        color: row.hovered ? Theme.hover : "transparent"

        FocusRing {
            visible: row.visualFocus
            anchors.margins: 0
            around: 0
        }
    }
    contentItem: Item {
        AppText {
            width: 110
            anchors.verticalCenter: parent.verticalCenter
            text: row.region
            Accessible.ignored: true
        }
        ProgressBar {
            x: 118
            width: parent.width - x - 150
            anchors.verticalCenter: parent.verticalCenter
            visible: width > 20
            value: row.wanted > 0 ? row.proven / row.wanted : row.proven > 0 ? 1 : 0
            color: row.proven < row.wanted ? Theme.updating : Theme.control
            Accessible.ignored: true
        }
        AppText {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: row.proven + " of " + row.wanted + " proven"
            color: Theme.text2
            Accessible.ignored: true
        }
    }
}
