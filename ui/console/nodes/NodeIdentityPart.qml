pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who the node is: its certificate and its labels.
Column {
    id: part

    required property NodeDetail node

    spacing: Theme.spaceS

    AppText {
        height: 28
        verticalAlignment: Text.AlignVCenter
        text: "Identity"
        weight: Theme.weightStrong
    }
    FactList {
        width: parent.width
        nameWidth: 110
        facts: part.node.identityFacts
    }
    CodeLine {
        width: parent.width
        label: "id"
        text: part.node.node
    }
    AppText {
        height: 28
        verticalAlignment: Text.AlignVCenter
        text: "Labels"
        weight: Theme.weightStrong
    }
    AppText {
        visible: part.node.labels.length === 0
        text: "No labels. They come with the enrolment token."
        color: Theme.text2
    }
    Flow {
        width: parent.width
        spacing: 6

        Repeater {
            model: part.node.labels

            Chip {
                required property var modelData

                removable: false
                field: modelData.name
                value: modelData.value
            }
        }
    }
}
