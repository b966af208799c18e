import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A new rollout: a few choices at the left write the plan beside them, which can be changed by hand; below, what each wave
// would do. With `editing` it is the plan of that rollout.
Sheet {
    id: sheet

    required property PlanDraft draft
    required property ReleasesModel releases
    required property int fleetSize
    required property var regionNames
    required property string whyNot
    property string editing: ""
    property bool byHand: false
    readonly property var problem: draft.problem
    readonly property bool wrong: draft.state === "failed"
    readonly property string commandLine: editing === "" ? "flotillactl rollouts create -f plan.yaml"
                                                         : "flotillactl rollouts edit " + editing + " -f plan.yaml"
    readonly property int firstNodes: draft.waves.length > 0 ? draft.waves[0].nodeCount : 0
    readonly property bool large: firstNodes > fleetSize * 0.01
    readonly property string reason: whyNot !== "" ? whyNot : wrong ? "The plan has a mistake" : draft.state !== "ready" ? "Waiting for the preview" : ""

    function start(workload: string, version: string, selector: string) {
        editing = ""
        draft.forget()
        form.start(workload, version, selector)
        write()
        open()
    }

    function edit(rollout: string, plan: string) {
        editing = rollout
        draft.forget()
        byHand = true
        area.text = plan
        draft.text = plan
        open()
    }

    function write() {
        byHand = false
        if (form.workload === "" || form.version === "")
            return
        area.text = draft.render(form.form)
        draft.text = area.text
    }

    width: Math.min(1120, (parent?.width ?? 1120) - 60)
    title: editing === "" ? "New rollout" : "Plan of " + editing
    sub: editing === "" ? "The plan on the right is what counts; the choices on the left write it" : "Approvals given so far count no more once it is saved"
    onOpened: confirm.text = ""
    onClosed: draft.forget()
    buttons: [
        AppText {
            width: 300
            anchors.verticalCenter: parent?.verticalCenter
            horizontalAlignment: Text.AlignRight
            visible: text !== ""
            text: hold.visible && hold.reason !== "" ? hold.reason + "." : ""
            color: Theme.text2
        },
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: "Cancel"
            onClicked: sheet.close()
        },
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: sheet.editing === "" ? "Create draft" : "Save plan"
            reason: sheet.reason
            onClicked: {
                if (sheet.editing === "")
                    sheet.draft.create(false)
                else
                    sheet.draft.save(sheet.editing)
                sheet.close()
            }
        },
        HoldButton {
            id: hold

            anchors.verticalCenter: parent?.verticalCenter
            visible: sheet.editing === ""
            height: 36
            implicitWidth: 230
            text: "Hold to create and start"
            reason: sheet.reason !== "" ? sheet.reason : sheet.draft.blocked !== "" ? "It cannot start now"
                    : sheet.large && !confirm.matches ? "Type " + sheet.firstNodes + " first" : ""
            onConfirmed: {
                sheet.draft.create(true)
                sheet.close()
            }
        }
    ]

    Item {
        id: upper

        width: parent?.width ?? 0
        height: (parent?.height ?? 0) - lower.height - Theme.spaceM

        Flickable {
            id: left

            width: sheet.editing === "" ? 356 : 0
            height: parent.height
            visible: sheet.editing === ""
            contentHeight: form.height + Theme.spaceM
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}

            PlanForm {
                id: form

                width: left.width - 16
                releases: sheet.releases
                regionNames: sheet.regionNames
                onChanged: sheet.write()
            }
        }
        Item {
            x: left.visible ? left.width + Theme.spaceL : 0
            width: parent.width - x
            height: parent.height

            AppText {
                id: heading

                height: 22
                text: sheet.byHand && sheet.editing === "" ? "Plan, changed by hand; the next choice at the left writes it anew" : "Plan"
                color: sheet.byHand && sheet.editing === "" ? Theme.text2 : Theme.text3
            }
            CodeArea {
                id: area

                y: heading.height
                width: parent.width
                height: parent.height - y - (mistake.visible ? mistake.height + 6 : 0)
                label: "Plan, YAML"
                errorLine: sheet.wrong ? sheet.problem.line ?? 0 : 0
                onEdited: {
                    sheet.byHand = true
                    sheet.draft.text = text
                }
            }
            Row {
                id: mistake

                y: area.y + area.height + 6
                width: parent.width
                visible: sheet.wrong
                spacing: 6

                StatusShape {
                    y: 1
                    status: "failed"
                }
                AppText {
                    width: parent.width - 24
                    wrapMode: Text.Wrap
                    maximumLineCount: 3
                    text: ((sheet.problem.line ?? 0) > 0 ? "Line " + sheet.problem.line + (sheet.problem.field ? ", " + sheet.problem.field : "") + ": "
                           : sheet.problem.field ? sheet.problem.field + ": " : "") + (sheet.problem.message ?? "")
                          + ((sheet.problem.fix ?? "") === "" ? "" : "; " + sheet.problem.fix)
                    color: Theme.failed
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }
            }
        }
    }
    Column {
        id: lower

        y: upper.height + Theme.spaceM
        width: parent?.width ?? 0
        bottomPadding: Theme.spaceM
        spacing: Theme.spaceS

        Rectangle {
            width: parent.width
            height: preview.height + 2
            radius: Theme.radiusControl
            color: Theme.panel
            border.color: Theme.divider

            WavePreviewTable {
                id: preview

                x: 1
                y: 1
                width: parent.width - 2
                height: sheet.draft.stages.length > 0 && sheet.height < 760 ? 160 : 216
                visible: sheet.draft.waves.length > 0
                // What is not asked yet, or wrong, leaves the last good answer, but stepped back.
                opacity: sheet.draft.state === "ready" ? 1 : 0.5
                waves: sheet.draft.waves
            }
            Placeholder {
                anchors.fill: parent
                anchors.margins: Theme.spaceL
                visible: sheet.draft.waves.length === 0
                kind: sheet.wrong ? "error" : sheet.draft.state === "asking" ? "loading" : "empty"
                message: sheet.wrong ? "The plan cannot be shown before it is right." : sheet.draft.state === "asking" ? "" : "Choose a workload and a version."
            }
        }
        StageLines {
            width: parent.width
            visible: sheet.draft.stages.length > 0 && sheet.draft.waves.length > 0
            opacity: preview.opacity
            stages: sheet.draft.stages
        }
        Banner {
            width: parent.width
            visible: sheet.draft.blocked !== "" && sheet.draft.state === "ready"
            status: "held"
            title: "Cannot start now"
            text: sheet.draft.blocked + ". A draft can wait."
        }
        Row {
            width: parent.width
            spacing: Theme.spaceL

            CodeLine {
                width: sheet.editing === "" && sheet.large ? parent.width * 0.5 : parent.width
                text: sheet.commandLine
            }
            TypeToConfirm {
                id: confirm

                width: parent.width * 0.5 - Theme.spaceL
                visible: sheet.editing === "" && sheet.large && sheet.reason === "" && sheet.draft.blocked === ""
                expected: String(sheet.firstNodes)
                what: "the number of nodes of the first wave"
            }
        }
    }
}
