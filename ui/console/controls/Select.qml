pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// One choice of many, folded. `label` stands before the value, as in "Group  region, site".
T.ComboBox {
    id: select

    property string label: ""

    hoverEnabled: true
    implicitHeight: Theme.sizeButton
    implicitWidth: Math.ceil(caption.implicitWidth + value.implicitWidth) + (label === "" ? 0 : 8) + 11 + 34
    Accessible.name: label === "" ? displayText : label + ": " + displayText

    contentItem: Item {
        AppText {
            id: caption

            x: 11
            anchors.verticalCenter: parent.verticalCenter
            text: select.label
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            id: value

            x: 11 + (select.label === "" ? 0 : Math.ceil(caption.implicitWidth) + 8)
            width: select.width - x - 30
            anchors.verticalCenter: parent.verticalCenter
            text: select.displayText
            weight: Theme.weightMedium
            color: select.enabled ? Theme.text : Theme.text3
            Accessible.ignored: true
        }
    }
    indicator: Icon {
        x: select.width - width - 9
        y: Math.round((select.height - height) / 2)
        name: "chevron-down"
        size: 14
        color: select.enabled ? Theme.text2 : Theme.text3
    }
    background: Rectangle {
        radius: Theme.radiusControl
        color: !select.enabled ? Theme.panel : select.hovered || select.down ? Theme.raised : Theme.panel
        border.color: select.enabled ? Theme.control : Theme.divider

        FocusRing {
            visible: select.visualFocus
        }
    }
    delegate: MenuRow {
        required property int index

        width: ListView.view ? ListView.view.width : implicitWidth
        text: select.textAt(index)
        iconName: index === select.currentIndex ? "check" : ""
        indented: true
        highlighted: select.highlightedIndex === index
    }
    popup: T.Popup {
        y: select.height + 4
        width: Math.max(select.width, 140)
        implicitHeight: Math.min(list.contentHeight, 320) + 2 * padding
        padding: 4

        contentItem: ListView {
            id: list

            clip: true
            model: select.delegateModel
            currentIndex: select.highlightedIndex
            T.ScrollBar.vertical: ScrollBar {}
        }
        background: PopupFrame {}
    }
}
