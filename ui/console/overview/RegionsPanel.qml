import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A line per region, most problems first.
Panel {
    id: panel

    required property Session session
    required property RegionsModel regions

    signal chosen(string name)

    title: "Regions"
    sub: "most problems first"
    padding: placeholder === "loading" ? Theme.spaceL : 1
    freshness: session.freshness
    age: session.freshnessText
    placeholder: session.loaded ? "" : "loading"

    DataTable {
        anchors.fill: parent
        label: "Regions"
        model: panel.regions
        columns: [
            {title: "Region", width: panel.width < 760 ? 106 : 150, kind: "strong"},
            {title: "Status", width: 160, kind: "status", stretch: true},
            {title: "Nodes", width: 74, align: "right"},
            {title: "Requests", width: 96, align: "right"},
            {title: "Errors", width: 82, align: "right"},
            {title: "p95", width: 96, align: "right"}
        ]
        onActivated: (row) => panel.chosen(panel.regions.nameAt(row))
    }
}
