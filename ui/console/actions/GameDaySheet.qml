pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A game day is planned: what it is, which faults, within which limits; then what it would do, and its start, which has to
// be held. It stays open until it was started, and what was typed stays when it is closed.
Sheet {
    id: sheet

    required property GameDayDraft draft
    required property string whyNot
    readonly property string commandLine: opened ? draft.line : ""
    readonly property var nodeLimits: [1, 2, 3, 5, 10, 20, 50, 100]
    readonly property var regionLimits: [1, 2, 3, 5, 10]
    readonly property var trafficLimits: [5, 10, 25, 50, 75, 100]
    readonly property string reason: {
        if (whyNot !== "")
            return whyNot
        if (draft.busy)
            return "Waits for the answer"
        if (draft.missing !== "")
            return draft.missing
        if (draft.state !== "ready")
            return draft.state === "asking" ? "The preview is being asked" : "There is no preview"
        return draft.refusals.length > 0 ? "It cannot be started now, see the preview" : ""
    }

    function start() {
        title.text = draft.title
        note.text = draft.note
        open()
        title.forceActiveFocus(Qt.TabFocusReason)
        draft.preview()
    }

    width: Math.min(720, parent ? parent.width : 720)
    title: "Plan a game day"
    sub: draft.consenting + ". Faults end by themselves, and nodes that refuse drills do nothing."
    buttons: [
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            kind: "ghost"
            text: "Empty the form"
            onClicked: {
                sheet.draft.reset()
                title.text = ""
                note.text = ""
                title.forceActiveFocus(Qt.TabFocusReason)
            }
        },
        AppButton {
            anchors.verticalCenter: parent?.verticalCenter
            text: "Close"
            onClicked: sheet.close()
        },
        HoldButton {
            id: hold

            objectName: "startGameDay"
            anchors.verticalCenter: parent?.verticalCenter
            height: 36
            iconName: "zap"
            text: "Hold to start" + (sheet.draft.allowing === 0 ? "" : sheet.draft.allowing === 1 ? " on 1 node" : " on " + sheet.draft.allowing + " nodes")
            confirmWord: String(sheet.draft.allowing)
            reason: sheet.reason
            onConfirmed: sheet.draft.start()
        }
    ]

    Flickable {
        id: view

        width: parent?.width ?? 0
        height: (parent?.height ?? 0) - foot.height
        contentHeight: column.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        objectName: "gameDayForm"
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            width: view.width - 14
            topPadding: Theme.spaceS
            spacing: Theme.spaceM

            Banner {
                width: parent.width
                visible: sheet.draft.refusal !== ""
                status: "warning"
                title: "Not started"
                text: sheet.draft.refusal
            }
            Field {
                width: parent.width
                height: implicitHeight + (sheet.draft.titleProblem === "" ? 0 : 18)
                name: "Title"

                TextField {
                    id: title

                    width: parent.width
                    maximumLength: 200
                    label: "Title of the game day"
                    placeholderText: "in a few words, for example: who notices a dead worker?"
                    error: sheet.draft.titleProblem
                    onTextEdited: sheet.draft.title = text
                }
            }
            Field {
                width: parent.width
                name: "To show"

                TextField {
                    id: note

                    width: parent.width
                    maximumLength: 4000
                    label: "What it is to show"
                    placeholderText: "if anything: what people should see and do"
                    onTextEdited: sheet.draft.note = text
                }
            }
            Repeater {
                model: sheet.draft.faults

                FaultLine {
                    id: line

                    width: column.width
                    fault: sheet.draft.faultAt(index)
                    kinds: sheet.draft.kinds
                    lengths: sheet.draft.lengths
                    delays: sheet.draft.delays
                    workloads: sheet.draft.workloads
                    removable: sheet.draft.faults > 1
                    onChosen: (name, place) => sheet.draft.setChoice(index, name, place)
                    onWhereEdited: (text) => sheet.draft.setWhere(index, text)
                    onNarrowed: sheet.draft.onlyConsenting(index)
                    onRemoved: sheet.draft.removeFault(index)

                    Connections {
                        target: sheet.draft

                        function onChanged() { line.fault = sheet.draft.faultAt(line.index) }
                    }
                }
            }
            AppButton {
                kind: "link"
                iconName: "plus"
                text: "Add a fault"
                reason: sheet.draft.faults >= 20 ? "A game day has at most 20 faults" : ""
                onClicked: sheet.draft.addFault()
            }
            Field {
                width: parent.width
                name: "At most"
                note: "It is refused when it would touch more: all nodes that it means count, also those that refuse."

                Row {
                    spacing: Theme.spaceS

                    Select {
                        width: 120
                        Accessible.name: "At most so many nodes: " + displayText
                        model: sheet.nodeLimits.map(most => most === 1 ? "1 node" : most + " nodes")
                        currentIndex: Math.max(0, sheet.nodeLimits.indexOf(sheet.draft.mostNodes))
                        onActivated: (index) => sheet.draft.mostNodes = sheet.nodeLimits[index]
                    }
                    Select {
                        width: 120
                        Accessible.name: "At most so many regions: " + displayText
                        model: sheet.regionLimits.map(most => most === 1 ? "1 region" : most + " regions")
                        currentIndex: Math.max(0, sheet.regionLimits.indexOf(sheet.draft.mostRegions))
                        onActivated: (index) => sheet.draft.mostRegions = sheet.regionLimits[index]
                    }
                    Select {
                        width: 158
                        Accessible.name: "At most so much traffic: " + displayText
                        model: sheet.trafficLimits.map(most => most + " % of the traffic")
                        currentIndex: Math.max(0, sheet.trafficLimits.indexOf(sheet.draft.mostTraffic))
                        onActivated: (index) => sheet.draft.mostTraffic = sheet.trafficLimits[index]
                    }
                }
            }
            GameDayPreviewPart {
                width: parent.width
                draft: sheet.draft
            }
        }
    }
    Column {
        id: foot

        y: view.height
        width: parent?.width ?? 0
        topPadding: Theme.spaceS
        bottomPadding: Theme.spaceM
        spacing: Theme.spaceS

        CodeLine {
            width: parent.width
            text: sheet.commandLine
        }
        AppText {
            width: parent.width
            wrapMode: Text.Wrap
            text: hold.reason !== "" ? hold.reason + "." : hold.hint
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
    Connections {
        target: sheet.draft

        function onStarted() { sheet.close() }

        // What was refused is said at the top.
        function onChanged() {
            if (sheet.draft.refusal !== "")
                view.contentY = 0
        }
    }
}
