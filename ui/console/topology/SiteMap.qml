import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme
import Flotilla.Viz

// The sites on the map.
Panel {
    id: panel

    required property Session session
    property var sites: []
    property bool onlyProblems: false
    property var counts: []
    readonly property var shown: onlyProblems ? Array.from(sites).filter(site => site.status !== "healthy") : sites

    signal chosen(string name)

    title: "Sites"
    sub: onlyProblems ? shown.length + " of " + sites.length + ", those with problems" : sites.length + ", worst status each"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: shown.length > 0 ? "" : onlyProblems ? "calm" : "empty"
    message: onlyProblems ? "No site has problems." : "No sites are declared."
    detail: onlyProblems ? "" : "flotillactl apply -f fleet.yaml declares regions and sites."

    PlaceMap {
        anchors.fill: parent
        anchors.bottomMargin: legend.height + 6
        small: panel.shown.length > 24
        places: panel.shown
        onChosen: (name) => panel.chosen(name)
    }
    StatusLegend {
        id: legend

        width: parent.width
        y: parent.height - height + 4
        entries: panel.counts
    }
}
