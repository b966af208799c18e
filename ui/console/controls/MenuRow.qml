import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// One line of an opened Select.
T.ItemDelegate {
    id: row

    property string iconName: ""
    property bool indented: false

    hoverEnabled: true
    implicitHeight: Theme.rowTable
    implicitWidth: Math.ceil(label.implicitWidth) + 56
    Accessible.name: text

    contentItem: Item {
        Icon {
            x: 8
            anchors.verticalCenter: parent.verticalCenter
            name: row.iconName
            size: 14
            color: Theme.accent
        }
        AppText {
            id: label

            x: row.indented || row.iconName !== "" ? 30 : 10
            width: row.width - x - 8
            anchors.verticalCenter: parent.verticalCenter
            text: row.text
            color: row.enabled ? Theme.text : Theme.text3
            Accessible.ignored: true
        }
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: row.highlighted || row.hovered ? Theme.selected : "transparent"
    }
}
