pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The plans that most people want, as a few choices. `form` is what PlanDraft.render() takes.
Column {
    id: view

    required property ReleasesModel releases
    property bool locked: false
    property var workloads: []
    property var versions: []
    property var regionNames: []
    property var regions: []
    readonly property string workload: workloads[workloadChoice.currentIndex] ?? ""
    readonly property string version: versions[versionChoice.currentIndex] ?? ""
    readonly property var soaks: ["10m", "30m", "1h", "4h", "1d"]
    readonly property var soakWords: ["10 minutes", "30 minutes", "1 hour", "4 hours", "1 day"]
    readonly property var form: ({workload: workload, version: version, selector: selector.text.trim(), canary: canary.text.trim(),
                                   soak: soaks[soak.currentIndex] ?? "1h", regions: regions, laterSoak: soaks[later.currentIndex] ?? "1h",
                                   approvals: approvals.currentIndex, badEvent: bad.currentIndex === 1 ? "wrong_answer" : "error",
                                   onFailure: ["roll_back", "pause", "stay"][failure.currentIndex],
                                   stages: ["none", "shadow", "weights", "both"][stages.currentIndex]})

    signal changed()

    function start(workload: string, version: string, selected: string) {
        workloads = releases.workloads()
        workloadChoice.currentIndex = Math.max(0, workloads.indexOf(workload))
        versions = releases.versionsFor(view.workload)
        versionChoice.currentIndex = Math.max(0, versions.indexOf(version))
        selector.text = selected
        canary.text = "2%"
        regions = []
        soak.currentIndex = later.currentIndex = 2
        approvals.currentIndex = 1
        bad.currentIndex = failure.currentIndex = stages.currentIndex = 0
    }

    function toggle(region: string) {
        regions = regions.indexOf(region) >= 0 ? regions.filter(name => name !== region) : regions.concat([region])
        changed()
    }

    spacing: Theme.spaceM

    Field {
        width: parent.width
        name: "Workload"

        Select {
            id: workloadChoice

            width: parent.width
            Accessible.name: "Workload: " + displayText
            enabled: view.workloads.length > 0
            model: view.workloads
            onActivated: {
                view.versions = view.releases.versionsFor(view.workload)
                versionChoice.currentIndex = 0
                view.changed()
            }
        }
    }
    Field {
        width: parent.width
        name: "Version"
        note: view.workload !== "" && view.versions.length === 0 ? "Nothing is published for this workload." : ""

        Select {
            id: versionChoice

            width: parent.width
            Accessible.name: "Version: " + displayText
            enabled: view.versions.length > 0
            model: view.versions
            onActivated: view.changed()
        }
    }
    Field {
        width: parent.width
        name: "Nodes"
        note: selector.text.trim() === "" ? "Empty means the whole fleet." : ""

        TextField {
            id: selector

            width: parent.width
            mono: true
            label: "Selector of the nodes"
            placeholderText: "region:eu-west label.tier:gold"
            onTextEdited: view.changed()
        }
    }
    Rectangle {
        width: parent.width
        height: 1
        color: Theme.divider
    }
    Field {
        width: parent.width
        name: "Canary"
        note: "Nodes, or a share of all such as 2%."

        Row {
            width: parent.width
            spacing: Theme.spaceS

            TextField {
                id: canary

                width: 76
                mono: true
                label: "Size of the canary"
                onTextEdited: view.changed()
            }
            Select {
                id: soak

                width: parent.width - canary.width - parent.spacing
                label: "soak"
                model: view.soakWords
                currentIndex: 2
                onActivated: view.changed()
            }
        }
    }
    Field {
        width: parent.width
        name: "Then"
        note: view.regions.length === 0 ? "All the others at once, or first region by region in the order you choose."
                                       : "In this order, then the rest: " + view.regions.join(", ")

        Flow {
            width: parent.width
            spacing: Theme.spaceXS

            Repeater {
                model: view.regionNames

                AppButton {
                    required property string modelData

                    small: true
                    checkable: true
                    checked: view.regions.indexOf(modelData) >= 0
                    text: modelData
                    Accessible.checkable: true
                    Accessible.checked: checked
                    onClicked: view.toggle(modelData)
                }
            }
        }
    }
    Field {
        width: parent.width
        name: "On each node"
        note: ["", "It first answers copies of inputs, and is refused where its answers differ.",
               "It gets 1, 5, 25 and 50 % of the requests before all of them.",
               "It answers copies of inputs, then 1, 5, 25 and 50 % of the requests."][stages.currentIndex] ?? ""

        Select {
            id: stages

            width: parent.width
            Accessible.name: "On each node: " + displayText
            model: ["at once", "in its shadow first", "by weights of the requests", "in its shadow, then by weights"]
            onActivated: view.changed()
        }
    }
    Field {
        width: parent.width
        name: "Each soaks"

        Select {
            id: later

            width: parent.width
            Accessible.name: "Soak of the waves after the canary: " + displayText
            model: view.soakWords
            currentIndex: 2
            onActivated: view.changed()
        }
    }
    Field {
        width: parent.width
        name: "Approvals"
        note: "Before the first wave after the canary."

        Select {
            id: approvals

            width: parent.width
            Accessible.name: "Approvals: " + displayText
            model: ["nobody", "1 other person", "2 other people", "3 other people"]
            currentIndex: 1
            onActivated: view.changed()
        }
    }
    Field {
        width: parent.width
        name: "Bad is"

        Select {
            id: bad

            width: parent.width
            Accessible.name: "Bad is: " + displayText
            model: ["an error", "an error or a wrong answer"]
            onActivated: view.changed()
        }
    }
    Field {
        width: parent.width
        name: "If it fails"

        Select {
            id: failure

            width: parent.width
            Accessible.name: "If it fails: " + displayText
            model: ["roll back by itself", "pause for a human", "end and leave nodes as they are"]
            onActivated: view.changed()
        }
    }
}
