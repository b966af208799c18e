import QtQuick
import Flotilla.Controls
import Flotilla.Theme
import Flotilla.Viz

// One number that matters, how it moved, and what it is about.
Rectangle {
    id: figure

    property string title: ""
    property string value: ""
    property string unit: ""
    property string note: ""
    property var values: []
    property string freshness: ""
    property string age: ""
    property bool leads: false
    readonly property bool known: value !== "" && value !== "–"

    signal chosen()

    radius: Theme.radiusPanel
    color: Theme.panel
    border.color: Theme.divider
    Accessible.role: Accessible.Grouping
    Accessible.name: title + ": " + (known ? value + " " + unit : "unknown") + ", " + note

    AppText {
        x: Theme.spaceL
        y: 10
        text: figure.title
        color: Theme.text2
        weight: Theme.weightMedium
        Accessible.ignored: true
    }
    FreshnessChip {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        y: 10
        visible: figure.width > 190
        freshness: figure.freshness
        text: figure.age
    }
    AppText {
        id: number

        x: Theme.spaceL
        y: figure.width > 190 ? 27 : 33
        text: figure.known ? figure.value : "–"
        size: figure.width > 190 ? Theme.fontKey : Theme.fontTitle
        weight: Theme.weightStrong
        color: figure.known ? Theme.text : Theme.text3
        Accessible.ignored: true
    }
    AppText {
        anchors.left: number.right
        anchors.leftMargin: 6
        anchors.baseline: number.baseline
        visible: figure.known
        text: figure.unit
        color: Theme.text2
        Accessible.ignored: true
    }
    Sparkline {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        y: 34
        width: Math.min(84, figure.width - number.x - number.width - 60)
        height: 26
        visible: figure.values.length > 1 && width > 30
        values: figure.values.map(value => value === null || value === undefined ? NaN : value)
        color: Theme.accent
        filled: true
        label: figure.title + " lately"
    }
    AppText {
        x: Theme.spaceL
        y: 65
        width: parent.width - 2 * x
        visible: !figure.leads
        text: figure.note
        color: Theme.text2
        Accessible.ignored: true
    }
    AppButton {
        x: Theme.spaceL - 2
        y: 61
        width: Math.min(implicitWidth, parent.width - 2 * x)
        small: true
        visible: figure.leads
        kind: "link"
        text: figure.note
        onClicked: figure.chosen()
    }
}
