pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// The line of a budget as numbers, the newest first.
Item {
    id: table

    property var points: []

    function at(index: int): var {
        return points[points.length - 1 - index] ?? Qt.point(0, NaN)
    }

    AppText {
        height: 26
        verticalAlignment: Text.AlignVCenter
        text: "Until"
        color: Theme.text3
    }
    AppText {
        x: 130
        width: 90
        height: 26
        horizontalAlignment: Text.AlignRight
        verticalAlignment: Text.AlignVCenter
        text: "Budget left"
        color: Theme.text3
    }
    ListView {
        y: 26
        width: parent.width
        height: parent.height - y
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: table.points.length
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Item {
            id: line

            required property int index
            readonly property var point: table.at(index)

            width: ListView.view.width
            height: 22
            Accessible.role: Accessible.StaticText
            Accessible.name: time.text + ", " + left.text

            AppText {
                id: time

                text: Qt.formatDateTime(new Date(line.point.x * 1000), "d MMM hh:mm")
                Accessible.ignored: true
            }
            AppText {
                id: left

                x: 130
                width: 90
                horizontalAlignment: Text.AlignRight
                text: isNaN(line.point.y) ? "nothing counted" : line.point.y.toFixed(1) + " %"
                color: isNaN(line.point.y) ? Theme.text3 : Theme.text
                Accessible.ignored: true
            }
        }
    }
}
