import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A step with all its parts, in the order in which they are done.
FocusScope {
    id: scope

    required property RunWatch run
    required property RunStepView runStep
    required property RunActions actions
    required property string whyNotOperate
    required property string whyNotApprove
    readonly property string whyNotOwner: whyNotOperate !== "" ? whyNotOperate
            : !run.open ? "The run is over" : run.mine ? "" : run.owner + " takes its steps: take it over first"
    readonly property var marks: runStep.marks
    readonly property var readings: runStep.before
    readonly property var verify: runStep.verify
    readonly property bool acts: runStep.action !== ""

    signal wordRequested(string verb, string step)

    Panel {
        anchors.fill: parent
        padding: 1

        Item {
            id: holder

            anchors.fill: parent

            Item {
                id: head

                width: holder.width
                height: words.height + Theme.spaceL

                Column {
                    id: words

                    x: Theme.spaceL
                    y: Theme.spaceM
                    width: parent.width - 2 * x
                    spacing: Theme.spaceXS

                    Flow {
                        width: parent.width
                        spacing: Theme.spaceS

                        AppText {
                            height: 22
                            verticalAlignment: Text.AlignVCenter
                            text: scope.runStep.place
                            color: Theme.text2
                        }
                        Pill {
                            status: scope.runStep.status
                            text: scope.runStep.word
                        }
                        Repeater {
                            model: scope.marks

                            Pill {
                                required property string modelData

                                text: modelData
                            }
                        }
                    }
                    AppText {
                        width: parent.width
                        wrapMode: Text.Wrap
                        text: scope.runStep.title
                        size: Theme.fontTitle
                        weight: Theme.weightStrong
                        Accessible.role: Accessible.Heading
                        Accessible.name: text
                    }
                    AppText {
                        width: parent.width
                        visible: text !== ""
                        wrapMode: Text.Wrap
                        lineHeight: 1.25
                        text: scope.runStep.why
                        color: Theme.text2
                    }
                }
                Rectangle {
                    y: parent.height - 1
                    width: parent.width
                    height: 1
                    color: Theme.divider
                }
            }
            Flickable {
                id: view

                objectName: "stepParts"

                // The part in which somebody moved by key is brought into sight.
                function show(item: Item) {
                    if (!item || !column.contains(column.mapFromItem(item, 0, 0)))
                        return
                    const top = item.mapToItem(column, 0, 0).y, end = top + item.height
                    if (top < contentY)
                        contentY = Math.max(0, top - Theme.spaceL)
                    else if (end > contentY + height)
                        contentY = Math.min(Math.max(0, contentHeight - height), end - height + Theme.spaceL)
                }

                y: head.height
                width: holder.width
                height: holder.height - y
                contentHeight: column.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar {}

                Column {
                    id: column

                    x: Theme.spaceM
                    width: view.width - 2 * x - Theme.spaceXS
                    topPadding: Theme.spaceM

                    StepPart {
                        width: parent.width
                        visible: scope.readings.length > 0
                        title: "Precondition"
                        status: scope.runStep.current ? scope.runStep.beforeStatus : scope.runStep.status === "passed" ? "passed" : "pending"
                        note: scope.runStep.current ? scope.run.freshnessText : ""

                        Column {
                            width: parent?.width ?? 0
                            spacing: Theme.spaceXS

                            Repeater {
                                model: scope.readings

                                ReadingRow {
                                    required property var modelData

                                    width: parent?.width ?? 0
                                    reading: modelData
                                }
                            }
                        }
                    }
                    StepPart {
                        id: previewPart

                        readonly property var preview: scope.runStep.preview
                        readonly property bool known: preview.digest !== undefined
                        readonly property bool late: known && (preview.changed || scope.runStep.previewLeft === "expired")

                        width: parent.width
                        visible: scope.acts
                        title: "Preview"
                        status: !known ? (scope.runStep.acted ? "passed" : "pending") : late || preview.problem !== "" ? "warning" : "passed"
                        note: !known ? (scope.runStep.acted ? "acted upon" : "") : "digest " + preview.short + (scope.runStep.previewLeft === "" ? "" : ", " + scope.runStep.previewLeft)
                        noteStatus: late ? "warning" : ""

                        Column {
                            width: parent?.width ?? 0
                            spacing: Theme.spaceS

                            AppText {
                                width: parent.width
                                visible: !previewPart.known
                                wrapMode: Text.Wrap
                                text: scope.runStep.action
                                color: Theme.text2
                            }
                            StatusMark {
                                width: parent.width
                                visible: previewPart.late
                                status: "warning"
                                strong: true
                                word: previewPart.preview.changed ? "It is not what was previewed any more: preview it again."
                                                                  : "The preview is too old to act upon: preview it again."
                            }
                            PreviewBox {
                                width: parent.width
                                visible: previewPart.known
                                preview: previewPart.preview
                            }
                        }
                    }
                    StepPart {
                        width: parent.width
                        title: scope.runStep.kind === "decide" ? "Decide" : scope.runStep.kind === "note" ? "Write down" : "Run"
                        status: scope.runStep.status
                        last: !verifyPart.visible && !undoPart.visible

                        RunPart {
                            width: parent?.width ?? 0
                            focus: true
                            run: scope.run
                            runStep: scope.runStep
                            actions: scope.actions
                            whyNotOwner: scope.whyNotOwner
                            whyNotApprove: scope.whyNotApprove
                            onWordRequested: (verb, step) => scope.wordRequested(verb, step)
                        }
                    }
                    StepPart {
                        id: verifyPart

                        width: parent.width
                        visible: scope.verify.title !== undefined
                        title: "Verify"
                        status: scope.verify.status ?? "pending"
                        note: scope.verify.left ?? ""
                        last: !undoPart.visible

                        Column {
                            width: parent?.width ?? 0
                            spacing: Theme.spaceS

                            ProgressBar {
                                width: parent.width
                                thin: true
                                visible: scope.verify.runs ?? false
                                label: "Time that verifying has taken"
                                value: scope.verify.share ?? 0
                            }
                            ReadingRow {
                                width: parent.width
                                reading: scope.verify
                            }
                        }
                    }
                    StepPart {
                        id: undoPart

                        width: parent.width
                        visible: scope.runStep.undo !== ""
                        title: "Undo"
                        status: scope.runStep.undone !== "" ? "passed" : "pending"
                        note: scope.runStep.undone !== "" ? scope.runStep.undone : scope.runStep.undoable ? "" : "nothing was done yet"
                        last: true

                        UndoPart {
                            width: parent?.width ?? 0
                            runStep: scope.runStep
                            actions: scope.actions
                            whyNotOwner: scope.whyNotOwner
                        }
                    }
                }
            }
        }
        Connections {
            target: scope.Window.window

            function onActiveFocusItemChanged() {
                const item = scope.Window.activeFocusItem
                if (item && scope.activeFocus)
                    view.show(item)
            }
        }
    }
}
