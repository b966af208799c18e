pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// One published version: what is signed about it, its variants, the workloads it is for, and where it runs.
FocusScope {
    id: view

    property var release: ({})
    property string digest: ""
    property string whyNotDeploy: ""
    readonly property var workloads: release.workloads ?? []

    signal deployRequested(string workload)
    signal nodesRequested(string filter)

    component Heading: AppText {
        topPadding: Theme.spaceM
        height: 38
        verticalAlignment: Text.AlignVCenter
        weight: Theme.weightStrong
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusPanel
        color: Theme.panel
        border.color: Theme.divider
    }
    Item {
        width: parent.width
        height: 52

        AppText {
            id: title

            x: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, parent.width - x - deploy.width - 2 * Theme.spaceL)
            text: (view.release.artifact ?? "") + " " + (view.release.version ?? "")
            size: view.width < 340 ? Theme.fontBody : Theme.fontName
            weight: Theme.weightStrong
        }
        AppButton {
            id: deploy

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            anchors.verticalCenter: parent.verticalCenter
            kind: "primary"
            iconName: "rocket"
            text: "Deploy…"
            reason: view.whyNotDeploy !== "" ? view.whyNotDeploy
                    : view.workloads.length === 0 ? "No workload uses this artifact" : ""
            onClicked: view.deployRequested(view.workloads[0])
        }
    }
    Flickable {
        id: flick

        y: 52
        width: parent.width
        height: parent.height - y - 1
        contentHeight: column.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            x: Theme.spaceL
            width: flick.width - 2 * x

            FactList {
                width: parent.width
                nameWidth: 110
                facts: view.release.facts ?? []
            }
            Heading { text: "Variants" }
            Repeater {
                model: view.release.variants ?? []

                Column {
                    id: variant

                    required property var modelData

                    width: column.width
                    bottomPadding: Theme.spaceS
                    spacing: 4

                    Item {
                        width: parent.width
                        height: 18

                        AppText { text: variant.modelData.hardware }
                        AppText {
                            anchors.right: parent.right
                            text: variant.modelData.size
                            color: Theme.text2
                        }
                    }
                    CodeLine {
                        width: parent.width
                        text: variant.modelData.digest
                    }
                }
            }
            Heading { text: "Workloads" }
            AppText {
                text: view.workloads.length === 0 ? "None declares this artifact." : Array.from(view.workloads).join(", ")
                color: Theme.text2
            }
            Heading { text: "Where it runs" }
            AppText {
                visible: (view.release.usedBy ?? []).length === 0
                text: "On no node, and none is meant to run it."
                color: Theme.text2
            }
            Repeater {
                model: view.release.usedBy ?? []

                UseRow {
                    required property var modelData

                    width: column.width
                    region: modelData.region
                    proven: modelData.proven
                    wanted: modelData.wanted
                    onClicked: view.nodesRequested("region:" + modelData.region + " version:" + view.release.version)
                }
            }
        }
    }
}
