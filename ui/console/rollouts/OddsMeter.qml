pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// Odds on a logarithmic scale from 1:10 to 1000:1, or evidence on another one, with the line from which on they fail.
Item {
    id: meter

    property real log10: 0
    property real threshold: 2
    property string text: ""
    property string thresholdText: ""
    property bool fails: false
    property real lowest: -1
    property real highest: Math.max(3, threshold + 1)
    property var ticks: [{value: -1, text: "1:10"}, {value: 0, text: "even"}, {value: 1, text: "10:1"}, {value: 2, text: "100:1"}, {value: 3, text: "1000:1"}]
    property string limitWord: " fails"
    property string words: "Odds " + text + " that the new version is worse; it fails at " + thresholdText

    function at(value: real): real {
        return Math.max(0, Math.min(1, (value - lowest) / (highest - lowest))) * bar.width
    }

    implicitWidth: 300
    implicitHeight: 36
    Accessible.role: Accessible.StaticText
    Accessible.name: words

    Rectangle {
        id: bar

        y: 4
        width: parent.width
        height: 10
        radius: 5
        color: Theme.raised

        Rectangle {
            x: meter.at(meter.threshold)
            width: parent.width - x
            height: parent.height
            radius: 5
            color: Theme.mix(Theme.panel, Theme.failed, 0.4)
        }
        Rectangle {
            x: meter.at(meter.threshold)
            width: Math.min(6, parent.width - x)
            height: parent.height
            color: Theme.mix(Theme.panel, Theme.failed, 0.4)
        }
        Rectangle {
            width: Math.max(height, meter.at(meter.log10))
            height: parent.height
            radius: 5
            color: meter.fails ? Theme.failed : Theme.accent
        }
    }
    Rectangle {
        x: Math.round(meter.at(meter.threshold)) - 1
        width: 2
        height: 18
        color: Theme.failed
    }
    Repeater {
        model: meter.ticks

        AppText {
            required property var modelData
            readonly property bool limit: Math.abs(modelData.value - meter.threshold) < 0.01

            visible: modelData.value < 3 || meter.width > 320
            x: Math.max(0, Math.min(meter.width - width, meter.at(modelData.value) - width / 2))
            y: 20
            text: modelData.text + (limit ? meter.limitWord : "")
            size: Theme.fontCaption
            weight: limit ? Theme.weightStrong : Theme.weightNormal
            color: limit ? Theme.text : Theme.text3
            Accessible.ignored: true
        }
    }
}
