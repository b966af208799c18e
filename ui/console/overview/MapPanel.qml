import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme
import Flotilla.Viz

// The regions on the map, each with the status that deserves attention most.
Panel {
    id: panel

    required property Session session
    required property Summary summary

    signal openRequested()
    signal regionChosen(string name)

    title: "Topology"
    sub: "worst status per region"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: session.loaded ? "" : "loading"
    actions: [
        AppButton {
            kind: "link"
            iconName: "arrow-right"
            text: "Open"
            onClicked: panel.openRequested()
        }
    ]

    PlaceMap {
        anchors.fill: parent
        anchors.bottomMargin: legend.height + 6
        byName: true
        places: panel.summary.regionsOnMap
        onChosen: (name) => panel.regionChosen(name)
    }
    StatusLegend {
        id: legend

        width: parent.width
        y: parent.height - height + 4
        spacing: panel.width < 520 ? 10 : 18
        entries: Array.from(Theme.statuses).map(status => ({status: status}))
    }
}
