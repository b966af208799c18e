import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A view in the navigation: icon, name, how many things wait there, and the key that opens it.
T.AbstractButton {
    id: item

    property string iconName: ""
    property string key: ""
    property int count: 0
    property bool urgent: false
    property bool current: false
    readonly property color fill: current ? Theme.selected : hovered || down ? Theme.hover : "transparent"

    hoverEnabled: true
    implicitWidth: Theme.sizeNav - 16
    implicitHeight: Theme.rowNav
    Accessible.role: Accessible.ListItem
    Accessible.name: count > 0 ? text + ", " + count : text
    Accessible.selected: current

    background: Rectangle {
        radius: Theme.radiusControl
        color: item.fill

        Rectangle {
            y: 8
            width: Theme.sizeEdge
            height: parent.height - 16
            radius: 1
            visible: item.current
            color: Theme.accent
        }
        FocusRing {
            visible: item.visualFocus
            anchors.margins: -1
        }
    }
    contentItem: Item {
        Icon {
            x: 12
            anchors.verticalCenter: parent.verticalCenter
            name: item.iconName
            color: item.current ? Theme.accent : Theme.text2
        }
        AppText {
            x: 38
            width: item.width - x - (item.count > 0 ? 58 : 30)
            anchors.verticalCenter: parent.verticalCenter
            text: item.text
            size: Theme.fontBody
            weight: item.current ? Theme.weightStrong : Theme.weightMedium
            color: item.current ? Theme.text : Theme.text2
            Accessible.ignored: true
        }
        Badge {
            anchors.right: parent.right
            anchors.rightMargin: item.key === "" ? 8 : 26
            anchors.verticalCenter: parent.verticalCenter
            visible: item.count > 0
            count: item.count
            urgent: item.urgent
            fill: item.current ? Theme.canvas : Theme.raised
        }
        AppText {
            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            text: item.key
            size: Theme.fontCaption
            color: Theme.text3
            Accessible.ignored: true
        }
    }
}
