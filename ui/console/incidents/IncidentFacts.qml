import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who does what, how long it took, and when it was what.
Column {
    id: facts

    required property IncidentWatch incident

    spacing: Theme.spaceXS

    SectionTitle {
        text: "Who"
    }
    FactList {
        width: parent.width
        nameWidth: 116
        facts: facts.incident.people
    }
    SectionTitle {
        text: "How long it took"
    }
    FactList {
        width: parent.width
        nameWidth: 116
        facts: facts.incident.durations
    }
    SectionTitle {
        text: "When"
    }
    FactList {
        width: parent.width
        nameWidth: 116
        facts: facts.incident.times
    }
}
