pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme
import Flotilla.Charts

// What a HistogramChart shows, as numbers.
Column {
    id: list

    property var bins: []
    property string reference: "training"
    property string referenceWord: reference

    function percent(part: real): string {
        return (part * 100).toFixed(1) + " %"
    }

    component Line: Item {
        id: line

        property string name
        property string now
        property string was
        property bool head: false

        width: list.width
        height: 20
        Accessible.role: Accessible.StaticText
        Accessible.name: name + ": now " + now + (was === "" ? "" : ", " + list.referenceWord + " " + was)

        ChartText {
            width: line.width - 150
            elide: Text.ElideRight
            text: line.name
            color: line.head ? Theme.text3 : Theme.text2
        }
        ChartText {
            x: line.width - 150
            width: 70
            horizontalAlignment: Text.AlignRight
            text: line.now
            color: line.head ? Theme.text3 : Theme.text
        }
        ChartText {
            x: line.width - 76
            width: 76
            horizontalAlignment: Text.AlignRight
            text: line.was
            color: line.head ? Theme.text3 : Theme.text2
        }
    }

    Line {
        name: "Values"
        now: "Now"
        was: list.reference === "" ? "" : list.referenceWord
        head: true
    }
    Repeater {
        model: list.bins

        Line {
            required property var modelData

            name: modelData.long
            now: list.percent(modelData.now)
            was: list.reference === "" ? "" : list.percent(modelData[list.reference])
        }
    }
}
