import QtQuick
import Flotilla.Theme

// A term of a query, as `field:value`, with a button that takes it out.
Rectangle {
    id: chip

    property string field: ""
    property string value: ""
    property bool removable: true

    signal removed()

    implicitHeight: Theme.sizeButtonSmall
    implicitWidth: term.x + term.width + (removable ? 28 : 8)
    radius: Theme.radiusControl
    color: Theme.raised
    border.color: Theme.divider

    Row {
        id: term

        x: 8
        anchors.verticalCenter: parent.verticalCenter

        AppText {
            text: chip.field === "" ? "" : chip.field + ":"
            mono: true
            color: Theme.text2
        }
        AppText {
            text: chip.value
            mono: true
            weight: Theme.weightMedium
        }
    }
    AppButton {
        anchors.right: parent.right
        visible: chip.removable
        kind: "icon"
        small: true
        iconName: "x"
        iconSize: 12
        text: "Remove " + (chip.field === "" ? "" : chip.field + ":") + chip.value
        onClicked: chip.removed()
    }
}
