import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One silence in a list of such: what it matches, why, by whom, and how long still.
Item {
    id: item

    required property int index
    required property string silence
    required property string status
    required property string word
    required property string matchers
    required property string comment
    required property string by
    required property string when
    required property string whyNotOperate
    property bool current: false
    readonly property bool over: word === "expired"

    signal expireRequested(string id)

    implicitHeight: 46
    Accessible.role: Accessible.ListItem
    Accessible.name: Array.from([word, matchers, comment, "by " + by, when]).join(", ")

    Rectangle {
        anchors.fill: parent
        color: item.current ? Theme.hover : Theme.panel

        Rectangle {
            y: parent.height - 1
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Rectangle {
            width: Theme.sizeEdge
            height: parent.height
            visible: item.word === "active"
            color: Theme.held
        }
    }
    StatusMark {
        x: Theme.spaceL
        y: 6
        width: 78
        status: item.status
        word: item.word
        Accessible.ignored: true
    }
    AppText {
        id: what

        x: 100
        y: 5
        width: when.x - x - Theme.spaceM
        elide: Text.ElideMiddle
        text: item.matchers
        mono: true
        weight: item.over ? Theme.weightNormal : Theme.weightMedium
        color: item.over ? Theme.text2 : Theme.text
        Accessible.ignored: true
    }
    AppText {
        x: what.x
        y: 24
        width: what.width
        text: item.comment + ", by " + item.by
        color: Theme.text2
        Accessible.ignored: true
    }
    AppText {
        id: when

        x: parent.width - width - 88
        width: Math.min(Math.ceil(implicitWidth), 280)
        anchors.verticalCenter: parent.verticalCenter
        horizontalAlignment: Text.AlignRight
        text: item.when
        color: item.over ? Theme.text3 : Theme.text2
        Accessible.ignored: true
    }
    AppButton {
        x: parent.width - width - Theme.spaceL
        anchors.verticalCenter: parent.verticalCenter
        visible: !item.over
        small: true
        text: "End…"
        reason: item.whyNotOperate
        Accessible.name: "End the silence " + item.matchers
        onClicked: item.expireRequested(item.silence)
    }
}
