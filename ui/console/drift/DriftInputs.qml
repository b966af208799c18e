import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The inputs of the model at the chosen place: how far each is from the reference that says more, and how much that is
// worth. Arrows, Page Up and Down, Home and End move.
Panel {
    id: panel

    required property Session session
    required property DriftDetail inputs

    signal chosen(string key)

    function follow() {
        table.currentRow = inputs.currentRow()
    }

    title: inputs.found ? inputs.title : "Inputs"
    sub: inputs.found ? inputs.window : ""
    padding: placeholder === "" ? 1 : Theme.spaceL
    freshness: inputs.freshness
    age: inputs.freshnessText
    placeholder: inputs.features > 0 ? "" : inputs.known ? "empty" : inputs.state === "denied" ? "denied"
                 : inputs.state !== "failed" ? "loading" : session.state === "live" ? "error" : "disconnected"
    message: placeholder === "empty" ? "Nothing is counted there now." : placeholder === "loading" || placeholder === "" ? "" : inputs.problem
    detail: placeholder === "empty" ? "Its nodes run another version, or have sent no windows since." : ""
    actionText: placeholder === "error" || placeholder === "disconnected" ? "Try again" : ""
    onActionTriggered: inputs.reload()

    Connections {
        target: panel.inputs

        function onChanged() { panel.follow() }
    }
    DataTable {
        id: table

        readonly property bool narrow: width < 620

        anchors.fill: parent
        objectName: "driftInputs"
        label: "Inputs"
        model: panel.inputs
        columns: [
            {title: "Verdict", width: narrow ? 136 : 138, kind: "status"},
            {title: "Input", width: 96, kind: "mono", stretch: true},
            {title: "Against", width: narrow ? 0 : 82},
            {title: "PSI", width: 70, align: "right"},
            {title: "Limit", width: 66, align: "right"},
            {title: "Shift", width: narrow ? 0 : 58, align: "right"},
            {title: "KS", width: width < 860 ? 0 : 60, align: "right"},
            {title: "JS", width: width < 860 ? 0 : 60, align: "right"},
            {title: "N", width: narrow ? 66 : 78, align: "right"},
            {title: "N eff", width: narrow ? 66 : 78, align: "right"}
        ]
        onCurrentRowChanged: {
            const key = panel.inputs.keyAt(currentRow)
            if (key !== "" && currentRow !== panel.inputs.currentRow())
                panel.chosen(key)
        }
    }
    Component.onCompleted: follow()
}
