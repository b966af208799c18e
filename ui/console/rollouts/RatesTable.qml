pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// The lines of RatesPanel as numbers, the newest look first.
Item {
    id: table

    property var canary: []
    property var usual: []

    Row {
        height: 26

        Repeater {
            model: ["Look", "New version", "Version before"]

            AppText {
                required property string modelData
                required property int index

                width: 130
                horizontalAlignment: index === 0 ? Text.AlignLeft : Text.AlignRight
                text: modelData
                color: Theme.text3
            }
        }
    }
    ListView {
        y: 26
        width: parent.width
        height: parent.height - y
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: table.canary.length
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Row {
            id: look

            required property int index
            readonly property int at: table.canary.length - 1 - index
            readonly property var point: table.canary[at] ?? Qt.point(0, 0)
            readonly property var before: table.usual[at] ?? Qt.point(0, NaN)

            height: 22
            Accessible.role: Accessible.StaticText
            Accessible.name: time.text + ", new version " + mine.text + ", version before " + other.text

            AppText {
                id: time

                width: 130
                text: Qt.formatTime(new Date(look.point.x * 1000), "hh:mm:ss")
                mono: true
            }
            AppText {
                id: mine

                width: 130
                horizontalAlignment: Text.AlignRight
                text: look.point.y.toFixed(3) + " %"
            }
            AppText {
                id: other

                width: 130
                horizontalAlignment: Text.AlignRight
                text: isNaN(look.before.y) ? "–" : look.before.y.toFixed(3) + " %"
                color: Theme.text2
            }
        }
    }
}
