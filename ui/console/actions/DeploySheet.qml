import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A new rollout: which version of which workload, on which nodes, and what that would do.
ActionSheet {
    id: sheet

    required property Actions actions
    required property ReleasesModel releases
    required property int fleetSize
    required property string whyNot
    property var workloads: []
    property var versions: []
    readonly property string workload: workloads[workloadChoice.currentIndex] ?? ""
    readonly property string version: versions[versionChoice.currentIndex] ?? ""
    readonly property string selector: selectorField.text.trim()
    readonly property var minutes: [10, 30, 60, 240]
    readonly property int deadline: minutes[deadlineChoice.currentIndex] ?? 30
    // One site or one hundredth of the fleet can be held at once; more has to be counted by whoever wants it.
    readonly property bool large: (outcome.siteCount > 1 || outcome.nodes.length < outcome.total) && outcome.total > fleetSize * 0.01

    function start(workload: string, version: string, selector: string) {
        workloads = releases.workloads()
        workloadChoice.currentIndex = Math.max(0, workloads.indexOf(workload))
        versions = releases.versionsFor(sheet.workload)
        versionChoice.currentIndex = Math.max(0, versions.indexOf(version))
        selectorField.text = selector
        actions.forgetPreview()
        open()
        ask()
    }

    function ask() {
        if (workload !== "" && version !== "")
            actions.previewDeploy(workload, version, selector)
    }

    title: "New rollout"
    sub: workload === "" ? "No workload is declared yet" : workload + (version === "" ? "" : " " + version)
    verb: "deploy to " + outcome.count(outcome.total, "node", "nodes")
    commandLine: workload === "" || version === "" ? "" : actions.deployLine(workload, version, selector, deadline)
    expected: large ? String(outcome.total) : ""
    confirmable: workload !== "" && version !== ""
    reason: whyNot !== "" ? whyNot : outcome.blocked !== "" ? outcome.blocked
            : !outcome.ready || later.running ? "Waiting for the preview" : outcome.total === 0 ? "No node is reached" : ""
    onConfirmed: actions.deploy(workload, version, selector, deadline)
    onClosed: actions.forgetPreview()

    Timer {
        id: later

        interval: 400
        onTriggered: sheet.ask()
    }
    Field {
        width: parent.width
        name: "Workload"

        Select {
            id: workloadChoice

            width: 260
            Accessible.name: "Workload: " + displayText
            enabled: sheet.workloads.length > 0
            model: sheet.workloads
            onActivated: {
                sheet.versions = sheet.releases.versionsFor(sheet.workload)
                versionChoice.currentIndex = 0
                sheet.ask()
            }
        }
    }
    Field {
        width: parent.width
        name: "Version"
        note: sheet.workload !== "" && sheet.versions.length === 0 ? "Nothing is published for this workload." : ""

        Select {
            id: versionChoice

            width: 260
            Accessible.name: "Version: " + displayText
            enabled: sheet.versions.length > 0
            model: sheet.versions
            onActivated: sheet.ask()
        }
    }
    Field {
        width: parent.width
        name: "Nodes"
        note: sheet.selector === "" ? "Empty means the whole fleet." : ""

        TextField {
            id: selectorField

            width: parent.width
            mono: true
            label: "Selector of the nodes"
            placeholderText: "region:eu-west label.tier:gold"
            onTextChanged: later.restart()
        }
    }
    Field {
        width: parent.width
        name: "Deadline"
        note: "Nodes that have not proven it by then count as failed, those that were never reached as late."

        Select {
            id: deadlineChoice

            width: 140
            Accessible.name: "Deadline: " + displayText
            model: ["10 minutes", "30 minutes", "1 hour", "4 hours"]
            currentIndex: 1
        }
    }
    PreviewView {
        id: outcome

        width: parent.width
        preview: sheet.actions.preview
    }
}
