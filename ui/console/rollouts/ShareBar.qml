pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A share as a bar, with the limits that a plan sets for it: [{at, word, status}].
Item {
    id: bar

    property real share: 0
    property real most: 1
    property var limits: []
    property string words: ""
    property bool fails: false

    function at(value: real): real {
        return Math.max(0, Math.min(1, value / Math.max(most, 1e-9))) * track.width
    }

    implicitWidth: 300
    implicitHeight: legend.y + legend.height
    Accessible.role: Accessible.StaticText
    Accessible.name: words + "; " + Array.from(limits).map(limit => limit.word).join(", ")

    Rectangle {
        id: track

        y: 4
        width: parent.width
        height: 10
        radius: 5
        color: Theme.raised

        Rectangle {
            width: bar.share > 0 ? Math.max(height, bar.at(bar.share)) : 0
            height: parent.height
            radius: 5
            color: bar.fails ? Theme.failed : Theme.accent
        }
    }
    Repeater {
        model: bar.limits

        Rectangle {
            required property var modelData

            x: Math.round(bar.at(modelData.at)) - 1
            width: 2
            height: 18
            color: modelData.status === "failed" ? Theme.failed : Theme.text2
        }
    }
    Flow {
        id: legend

        y: 20
        width: parent.width
        spacing: Theme.spaceL

        Repeater {
            model: bar.limits

            Row {
                id: limit

                required property var modelData

                spacing: 6

                Rectangle {
                    y: 2
                    width: 2
                    height: 11
                    color: limit.modelData.status === "failed" ? Theme.failed : Theme.text2
                }
                AppText {
                    text: limit.modelData.word
                    size: Theme.fontCaption
                    color: Theme.text3
                    Accessible.ignored: true
                }
            }
        }
    }
}
