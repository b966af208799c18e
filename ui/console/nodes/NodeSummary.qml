pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the node should run beside what it runs, then each workload.
Column {
    id: part

    required property NodeDetail node

    spacing: Theme.spaceM

    Column {
        width: parent.width

        Item {
            width: parent.width
            height: 28

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                text: "Desired and actual"
                weight: Theme.weightStrong
            }
            AppText {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                text: part.node.diff.length === 0 ? "" : !part.node.fresh ? "as last reported"
                      : part.node.differences === 0 ? "all as wanted"
                      : part.node.differences + " of " + part.node.diff.length + " differ"
                color: Theme.text2
            }
        }
        AppText {
            visible: part.node.diff.length === 0
            height: 24
            text: "Nothing is assigned to this node."
            color: Theme.text2
        }
        Repeater {
            model: part.node.diff

            DiffRow {
                required property var modelData

                width: part.width
                name: modelData.name
                desired: modelData.desired
                actual: modelData.actual
                differs: modelData.differs
            }
        }
    }
    Repeater {
        model: part.node.workloads

        WorkloadBlock {
            required property var modelData

            width: part.width
            workload: modelData
            fresh: part.node.fresh
        }
    }
    Column {
        width: parent.width
        visible: part.node.resourceFacts.length > 0

        AppText {
            height: 28
            verticalAlignment: Text.AlignVCenter
            text: "Resources"
            weight: Theme.weightStrong
        }
        FactList {
            width: parent.width
            nameWidth: 120
            facts: part.node.resourceFacts
        }
    }
}
