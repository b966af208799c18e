pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Theme

// The values of an input beside those of a reference that one chooses, as a picture or as numbers, with what is outside
// of what training saw and what is missing.
Column {
    id: part

    property var histogram: ({})
    property string label: ""
    property bool asTable: false
    property int choice: 0
    readonly property bool known: (histogram.bins ?? []).length > 0
    readonly property var references: Array.from([{key: "training", word: "training"}, {key: "own", word: "its beginning"}])
                                           .filter(one => part.histogram[one.key] ?? false)
    readonly property var reference: references[Math.min(choice, references.length - 1)] ?? ({key: "", word: ""})

    spacing: Theme.spaceS

    Item {
        width: parent.width
        height: 28

        SegmentedControl {
            visible: part.references.length > 1
            label: "Compared with"
            options: ["Training", "Its beginning"]
            currentIndex: part.choice
            onChosen: (index) => part.choice = index
        }
        AppText {
            height: parent.height
            visible: part.references.length < 2
            verticalAlignment: Text.AlignVCenter
            text: part.references.length === 0 ? "There is nothing to compare with yet." : "Beside " + part.reference.word
            color: Theme.text2
        }
        AppButton {
            anchors.right: parent.right
            small: true
            kind: "link"
            visible: part.known
            text: part.asTable ? "View as chart" : "View as table"
            onClicked: part.asTable = !part.asTable
        }
    }
    HistogramChart {
        width: parent.width
        height: 190
        visible: part.known && !part.asTable
        bins: part.known ? Array.from(part.histogram.bins) : []
        largest: part.histogram.largest ?? 1
        category: part.histogram.category ?? false
        reference: part.reference.key
        referenceWord: part.reference.word
        label: part.label + ", distribution of " + (part.histogram.n ?? "0") + " values"
               + (part.reference.key === "" ? "" : " beside " + part.reference.word)
    }
    HistogramList {
        width: parent.width
        visible: part.known && part.asTable
        bins: part.known && part.asTable ? Array.from(part.histogram.bins) : []
        reference: part.reference.key
        referenceWord: part.reference.word
    }
    Placeholder {
        width: parent.width
        height: 120
        visible: !part.known
        kind: "empty"
        message: "Nothing was counted."
    }
    FactList {
        width: parent.width
        visible: part.known
        nameWidth: 74
        facts: part.known ? Array.from(part.histogram.notes) : []
    }
}
