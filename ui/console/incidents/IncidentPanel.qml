import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The chosen incident: what was changed before it, what helps, what was done, and when it was what.
FocusScope {
    id: scope

    required property Session session
    required property IncidentWatch incident
    required property RunsModel runs
    required property string whyNotOperate
    readonly property bool mine: incident.commander !== "" && incident.commander === session.caller

    signal takeRequested()
    signal wordRequested(string verb)
    signal startRequested(string runbook)
    signal openRequested(string view, string selection)
    signal paperRequested()

    function may(state: string): bool {
        return Array.from(incident.moves).includes(state)
    }

    Panel {
        anchors.fill: parent
        title: scope.incident.found ? scope.incident.title : scope.incident.incident
        freshness: scope.incident.freshness
        age: scope.incident.freshnessText
        placeholder: scope.incident.found ? "" : scope.incident.state === "denied" ? "denied"
                     : scope.session.state === "lost" ? "disconnected" : scope.incident.state === "failed" ? "error" : "loading"
        message: placeholder === "disconnected" ? "The control plane is not connected." : placeholder === "loading" ? "" : scope.incident.problem
        actionText: placeholder === "error" ? "Try again" : ""
        onActionTriggered: scope.incident.reload()

        Item {
            id: holder

            anchors.fill: parent

            Flickable {
                id: view

                width: holder.width
                height: holder.height - foot.height - Theme.spaceM
                contentHeight: column.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar {}

                Column {
                    id: column

                    readonly property bool overflows: view.contentHeight > view.height

                    width: view.width - (overflows ? 12 : 0)
                    spacing: Theme.spaceS

                    Flow {
                        width: parent.width
                        spacing: Theme.spaceS

                        Pill {
                            status: scope.incident.severityStatus
                            text: scope.incident.severity
                        }
                        Pill {
                            status: scope.incident.status
                            text: scope.incident.word
                        }
                        Pill {
                            visible: scope.incident.drill
                            status: "held"
                            text: "drill: it counts in no figure"
                        }
                    }
                    AppText {
                        width: parent.width
                        wrapMode: Text.Wrap
                        text: scope.incident.about
                        color: Theme.text2
                    }
                    StatusMark {
                        width: parent.width
                        visible: !scope.incident.intact
                        status: "failed"
                        strong: true
                        word: "Its timeline was changed after it was written: its hashes do not fit."
                    }
                    IncidentChanges {
                        width: parent.width
                        changes: scope.incident.changes
                        more: scope.incident.moreChanges
                        onOpenRequested: (rollout) => scope.openRequested("rollouts", rollout)
                    }
                    IncidentHelp {
                        width: parent.width
                        incident: scope.incident
                        runs: scope.runs
                        whyNotOperate: scope.whyNotOperate
                        onStartRequested: (runbook) => scope.startRequested(runbook)
                        onRunRequested: (id) => scope.openRequested("runbooks", id)
                    }
                    IncidentTimeline {
                        width: parent.width
                        incident: scope.incident
                        onNoteRequested: scope.wordRequested("note")
                        whyNotOperate: scope.whyNotOperate
                    }
                    IncidentFacts {
                        width: parent.width
                        incident: scope.incident
                    }
                }
            }
            Column {
                id: foot

                y: holder.height - height
                width: parent.width
                spacing: Theme.spaceXS

                AppText {
                    width: parent.width
                    visible: scope.whyNotOperate !== ""
                    text: scope.whyNotOperate
                    size: Theme.fontCaption
                    color: Theme.text2
                }
                Flow {
                    width: parent.width
                    spacing: Theme.spaceS

                    AppButton {
                        visible: scope.incident.open && !scope.mine
                        kind: "primary"
                        iconName: "hand"
                        text: scope.incident.commander === "" ? "Take it" : "Take it from " + scope.incident.commander
                        reason: scope.whyNotOperate
                        onClicked: scope.takeRequested()
                    }
                    AppButton {
                        visible: scope.may("mitigated") && scope.incident.open
                        text: "Mitigated…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("mitigate")
                    }
                    AppButton {
                        visible: scope.may("resolved")
                        text: "Resolved…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("resolve")
                    }
                    AppButton {
                        visible: scope.may("active") && scope.incident.word !== "triage"
                        text: "Reopen…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("reopen")
                    }
                    AppButton {
                        visible: scope.may("review")
                        text: "Review…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("review")
                    }
                    AppButton {
                        visible: scope.may("closed")
                        text: "Close…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("close")
                    }
                    AppButton {
                        text: "Post-mortem"
                        iconName: "download"
                        onClicked: scope.paperRequested()
                    }
                    AppButton {
                        visible: scope.may("cancelled")
                        kind: "dangerText"
                        text: "False alarm…"
                        reason: scope.whyNotOperate
                        onClicked: scope.wordRequested("cancel")
                    }
                }
            }
        }
    }
}
