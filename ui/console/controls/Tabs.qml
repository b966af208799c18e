pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// The parts of one object, one visible at a time. Left and right keys move.
FocusScope {
    id: tabs

    property list<string> options
    property int currentIndex: 0
    property string label: ""
    property real gap: Theme.spaceL

    signal chosen(int index)

    function choose(index: int) {
        if (index < 0 || index >= options.length || index === currentIndex)
            return
        currentIndex = index
        chosen(index)
    }

    implicitWidth: row.width
    implicitHeight: 32
    Accessible.role: Accessible.PageTabList
    Accessible.name: label

    Keys.onLeftPressed: choose(currentIndex - 1)
    Keys.onRightPressed: choose(currentIndex + 1)

    Rectangle {
        y: parent.height - 1
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Row {
        id: row

        spacing: tabs.gap

        Repeater {
            model: tabs.options

            T.AbstractButton {
                id: tab

                required property string modelData
                required property int index

                text: modelData
                checked: index === tabs.currentIndex
                hoverEnabled: true
                focus: checked
                focusPolicy: checked ? Qt.StrongFocus : Qt.ClickFocus
                width: Math.max(Theme.sizeTarget, Math.ceil(word.implicitWidth))
                height: tabs.height
                Accessible.role: Accessible.PageTab
                Accessible.name: text
                Accessible.selected: checked
                onClicked: tabs.choose(index)

                contentItem: AppText {
                    id: word

                    text: tab.text
                    verticalAlignment: Text.AlignVCenter
                    weight: tab.checked ? Theme.weightStrong : Theme.weightMedium
                    color: tab.checked || tab.hovered ? Theme.text : Theme.text2
                    Accessible.ignored: true
                }
                background: Item {
                    Rectangle {
                        y: parent.height - 2
                        width: parent.width
                        height: 2
                        color: tab.checked ? Theme.accent : "transparent"
                    }
                    FocusRing {
                        visible: tab.visualFocus
                        anchors.leftMargin: -6
                        anchors.rightMargin: -6
                    }
                }
            }
        }
    }
}
