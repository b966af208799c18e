pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// One choice of a few, all of them visible: a list of words and the index of the chosen one. Left and right keys move it.
FocusScope {
    id: control

    property list<string> options
    property int currentIndex: 0
    property string label: ""
    readonly property string currentText: options[currentIndex] ?? ""

    signal chosen(int index)

    function choose(index: int) {
        if (index < 0 || index >= options.length || index === currentIndex)
            return
        currentIndex = index
        chosen(index)
    }

    implicitWidth: row.width + 2
    implicitHeight: Theme.sizeButton
    Accessible.role: Accessible.PageTabList
    Accessible.name: label

    Keys.onLeftPressed: choose(currentIndex - 1)
    Keys.onRightPressed: choose(currentIndex + 1)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusControl
        color: Theme.panel
        border.color: Theme.divider
    }
    Row {
        id: row

        x: 1
        y: 1

        Repeater {
            model: control.options

            T.AbstractButton {
                id: segment

                required property string modelData
                required property int index

                text: modelData
                checked: index === control.currentIndex
                hoverEnabled: true
                focus: checked
                focusPolicy: checked ? Qt.StrongFocus : Qt.ClickFocus
                width: Math.ceil(word.implicitWidth) + 24
                height: control.height - 2
                Accessible.role: Accessible.PageTab
                Accessible.name: text
                Accessible.selected: checked
                onClicked: control.choose(index)

                background: Rectangle {
                    radius: Theme.radiusControl - 1
                    color: segment.checked ? Theme.selected : segment.hovered ? Theme.hover : "transparent"

                    FocusRing {
                        visible: segment.visualFocus
                    }
                }
                contentItem: AppText {
                    id: word

                    text: segment.text
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    weight: segment.checked ? Theme.weightStrong : Theme.weightMedium
                    color: !control.enabled ? Theme.text3 : segment.checked ? Theme.text : Theme.text2
                    Accessible.ignored: true
                }
            }
        }
    }
}
