import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// One wave that waits for somebody to agree, in the list of all such.
T.AbstractButton {
    id: item

    required property int index
    required property string itemId
    required property string title
    required property string wave
    required property string given
    required property string age
    required property string author
    property bool current: false
    readonly property color fill: current ? Theme.selected : hovered ? Theme.hover : Theme.panel

    implicitHeight: 62
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: title + ", " + wave + ", " + given + " approved, waits " + age
    Accessible.selected: current

    background: Rectangle {
        color: item.fill

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Rectangle {
            width: Theme.sizeEdge
            height: parent.height
            color: Theme.held
        }
        FocusRing {
            visible: item.visualFocus || (item.current && (item.ListView.view?.activeFocus ?? false))
            around: 0
            anchors.margins: 1
        }
    }
    contentItem: Item {
        AppText {
            x: Theme.spaceL
            y: 10
            width: parent.width - x - wait.width - 2 * Theme.spaceM
            text: item.title
            weight: Theme.weightStrong
            Accessible.ignored: true
        }
        AppText {
            id: wait

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            y: 10
            text: item.age
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            x: Theme.spaceL
            y: 32
            width: parent.width - x - count.width - 2 * Theme.spaceM
            text: item.wave
            color: Theme.text2
            Accessible.ignored: true
        }
        AppText {
            id: count

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            y: 32
            text: item.given
            color: Theme.text2
            Accessible.ignored: true
        }
    }
}
