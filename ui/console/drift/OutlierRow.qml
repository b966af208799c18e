import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// A node that drifts while its neighbours do not; pressing it shows its inputs.
T.AbstractButton {
    id: row

    property string node: ""
    property string status: "unknown"
    property string word: ""
    property string detail: ""

    implicitHeight: 30
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: node + ", " + word + (detail === "" ? "" : ", farthest " + detail)

    background: Rectangle {
        radius: Theme.radiusControl
        color: row.hovered || row.down ? Theme.hover : Theme.panel

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
        FocusRing {
            visible: row.visualFocus
        }
    }
    contentItem: Item {
        StatusShape {
            anchors.verticalCenter: parent.verticalCenter
            x: 4
            status: row.status
        }
        AppText {
            x: 24
            width: parent.width * 0.4 - x
            anchors.verticalCenter: parent.verticalCenter
            text: row.node
            mono: true
            Accessible.ignored: true
        }
        AppText {
            x: parent.width * 0.4 + 8
            width: parent.width * 0.3 - 8
            anchors.verticalCenter: parent.verticalCenter
            text: row.word
            color: Theme.text2
            Accessible.ignored: true
        }
        AppText {
            x: parent.width * 0.7
            width: parent.width * 0.3 - 24
            anchors.verticalCenter: parent.verticalCenter
            text: row.detail
            mono: true
            color: Theme.text2
            Accessible.ignored: true
        }
        Icon {
            x: parent.width - width - 4
            anchors.verticalCenter: parent.verticalCenter
            name: "chevron-right"
            size: 14
            color: Theme.text3
        }
    }
}
