import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// One suggestion: what it is, what it means, how many nodes that is, and its key.
T.ItemDelegate {
    id: row

    required property int index
    required property var model
    property bool current: false
    readonly property color behind: current ? Theme.selected : hovered ? Theme.hover : Theme.panel

    implicitHeight: Theme.rowPalette
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: model.title + ", " + model.explanation + (model.count === "" ? "" : ", " + model.count)
    Accessible.selected: current

    background: Item {
        Rectangle {
            x: 8
            width: parent.width - 16
            height: parent.height
            radius: Theme.radiusControl
            color: row.behind

            Rectangle {
                width: Theme.sizeEdge
                height: parent.height
                radius: 1
                visible: row.current
                color: Theme.accent
            }
        }
    }
    contentItem: Item {
        Icon {
            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            visible: name !== ""
            name: row.model.iconName
            size: 14
            color: Theme.text2
        }
        StatusShape {
            x: Theme.spaceL + 1
            anchors.verticalCenter: parent.verticalCenter
            visible: row.model.iconName === "" && row.model.status !== ""
            status: row.model.status
            background: row.behind
        }
        AppText {
            x: 46
            width: 330 - x - Theme.spaceS
            anchors.verticalCenter: parent.verticalCenter
            text: row.model.title
            mono: row.model.code
            weight: row.model.code ? Theme.weightNormal : Theme.weightMedium
            Accessible.ignored: true
        }
        AppText {
            x: 330
            width: row.width - x - (amount.text === "" ? 0 : amount.width + Theme.spaceM) - 70
            anchors.verticalCenter: parent.verticalCenter
            text: row.model.explanation
            color: Theme.text2
            Accessible.ignored: true
        }
        AppText {
            id: amount

            anchors.right: parent.right
            anchors.rightMargin: 70
            anchors.verticalCenter: parent.verticalCenter
            text: row.model.count
            weight: Theme.weightMedium
            Accessible.ignored: true
        }
        KeyCap {
            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== ""
            text: row.model.key !== "" ? row.model.key : row.current && row.model.action === "complete" ? "Tab" : ""
        }
    }
}
