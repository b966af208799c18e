import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Where inputs drift: places, workloads and versions, the farthest first. Arrows, Page Up and Down, Home and End move.
Panel {
    id: panel

    required property DriftModel drift
    required property string shownKey
    property alias currentRow: table.currentRow
    readonly property real wanted: Theme.sizePanelHead + Theme.rowTableHead + Math.max(5, drift.count) * Theme.rowTable + Theme.spaceS

    signal chosen(string key)
    signal cleared()

    function moveTo(row: int) {
        table.moveTo(row, false)
    }

    title: "Places"
    sub: "with what is farthest in each"
    padding: placeholder === "" ? 1 : Theme.spaceL
    freshness: drift.freshness
    age: drift.freshnessText
    placeholder: drift.count > 0 ? "" : drift.view === "drifting" ? "calm" : "filtered"
    message: drift.view === "drifting" ? "Nothing drifts here." : "0 of " + drift.total + " match."
    actionText: drift.count > 0 ? "" : "Show all"
    onActionTriggered: panel.cleared()

    DataTable {
        id: table

        readonly property bool narrow: width < 620

        anchors.fill: parent
        focus: true
        objectName: "driftPlaces"
        label: "Places"
        model: panel.drift
        sortColumn: panel.drift.sortColumn
        sortDescending: panel.drift.sortDescending
        columns: [
            {title: "Verdict", width: narrow ? 136 : 138, kind: "status", sortable: true},
            {title: "Where", width: 86, sortable: true, stretch: true},
            {title: "Workload", width: narrow ? 108 : 116, sortable: true},
            {title: "Version", width: narrow ? 0 : 70, kind: "mono", sortable: true},
            {title: "Farthest", width: narrow ? 0 : 100, sortable: true},
            {title: "PSI", width: 70, align: "right", sortable: true},
            {title: "Limit", width: narrow ? 62 : 66, align: "right"},
            {title: "Inputs", width: width < 860 ? 0 : 76, align: "right", sortable: true},
            {title: "N eff", width: width < 860 ? 0 : 76, align: "right"},
            {title: "Nodes", width: narrow ? 0 : 96}
        ]
        onSortRequested: (column, descending) => panel.drift.sortBy(column, descending)
        onCurrentRowChanged: {
            const key = panel.drift.keyAt(currentRow)
            if (key !== "" && panel.drift.rowOf(panel.shownKey) !== currentRow)
                panel.chosen(key)
        }
    }
}
