import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What narrows the list of alerts: the usual choices, and a selector for everything else.
Item {
    id: filters

    required property AlertBoard board
    readonly property list<string> views: ["firing", "unacknowledged", "mine", "held", "resolved"]
    readonly property list<string> severities: ["", "page", "ticket"]
    readonly property var regions: Array.from([""]).concat(Array.from(board.regions))

    signal edited(string filter)

    function focusFilter() {
        bar.focusField()
    }

    implicitHeight: choices.height + Theme.spaceS + bar.height

    Row {
        id: choices

        spacing: Theme.spaceS

        SegmentedControl {
            label: "Which alerts"
            options: ["Firing", "Nobody has it", "Mine", "Held back", "Resolved"]
            currentIndex: filters.views.indexOf(filters.board.view)
            onChosen: (index) => filters.board.view = filters.views[index]
        }
        Select {
            label: "Severity"
            model: ["all", "page", "ticket"]
            currentIndex: filters.severities.indexOf(filters.board.severity)
            onActivated: (index) => filters.board.severity = filters.severities[index]
        }
        Select {
            label: "Region"
            model: Array.from(["all"]).concat(filters.regions.slice(1))
            currentIndex: Math.max(0, filters.regions.indexOf(filters.board.region))
            onActivated: (index) => filters.board.region = filters.regions[index]
        }
    }
    FilterBar {
        id: bar

        y: choices.height + Theme.spaceS
        width: parent.width
        placeholder: "add a term such as site:rotterdam-3 or objective:availability, or press / and type"
        filter: filters.board.filter
        error: filters.board.filterError
        onEdited: (text) => filters.edited(text)
    }
}
