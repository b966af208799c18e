import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// One alert in a list of such: how urgent, about what, since when, and why.
T.AbstractButton {
    id: item

    required property int index
    required property string status
    required property string word
    required property string title
    required property string since
    required property string why
    property bool current: false
    readonly property bool fires: word !== "resolved"
    readonly property color fill: hovered ? Theme.hover : Theme.panel

    implicitHeight: sentence.y + Math.ceil(sentence.height) + 10
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: word + ", " + title + ", " + since + ", " + why
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
            visible: item.fires
            color: Theme.statusColor(item.status)
        }
        FocusRing {
            visible: item.visualFocus || (item.current && (item.ListView.view?.activeFocus ?? false))
            around: 0
            anchors.margins: 1
        }
    }
    contentItem: Item {
        StatusMark {
            id: mark

            x: Theme.spaceL
            y: 8
            width: Math.ceil(implicitWidth)
            status: item.status
            word: item.word
            background: item.fill
            Accessible.ignored: true
        }
        AppText {
            x: mark.x + mark.width + Theme.spaceS
            y: 8
            width: when.x - x - Theme.spaceS
            text: item.title
            weight: item.fires ? Theme.weightStrong : Theme.weightNormal
            Accessible.ignored: true
        }
        AppText {
            id: when

            x: parent.width - width - Theme.spaceL
            y: 8
            text: item.since
            color: Theme.text3
            Accessible.ignored: true
        }
        AppText {
            id: sentence

            x: Theme.spaceL
            y: 28
            width: parent.width - 2 * x
            wrapMode: item.fires ? Text.Wrap : Text.NoWrap
            maximumLineCount: item.fires ? 2 : 1
            elide: Text.ElideRight
            text: item.why
            color: item.fires ? Theme.text2 : Theme.text3
            Accessible.ignored: true
        }
    }

    Tooltip {
        visible: item.hovered && sentence.truncated
        text: item.why
    }
}
