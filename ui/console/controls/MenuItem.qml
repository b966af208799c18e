import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// One action of a menu, with its key. A `reason` disables it and stands in the place of the key.
T.MenuItem {
    id: item

    property string iconName: ""
    property string key: ""
    property string reason: ""
    property bool dangerous: false
    readonly property color ink: !enabled ? Theme.text3 : dangerous ? Theme.failed : Theme.text

    enabled: reason === ""
    hoverEnabled: true
    implicitHeight: Theme.rowTable
    implicitWidth: 34 + Math.ceil(label.implicitWidth) + (side.text === "" ? 10 : 34 + Math.ceil(side.implicitWidth))
    width: parent ? parent.width : implicitWidth
    Accessible.name: text
    Accessible.description: reason === "" ? "" : "Not available: " + reason

    contentItem: Item {
        Icon {
            x: 9
            anchors.verticalCenter: parent.verticalCenter
            name: item.checked ? "check" : item.iconName
            size: 14
            color: item.ink
        }
        AppText {
            id: label

            x: 32
            anchors.verticalCenter: parent.verticalCenter
            text: item.text
            color: item.ink
            Accessible.ignored: true
        }
        AppText {
            id: side

            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            text: item.reason === "" ? item.key : item.reason
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: item.highlighted ? Theme.selected : "transparent"
    }
}
