pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What waits for somebody to agree, and for the chosen one the six questions whose answers decide.
FocusScope {
    id: page

    required property Session session
    required property ApprovalsModel approvals
    required property EvidenceWatch evidence
    required property Navigation navigation
    required property string whyNotApprove
    property string chosen: ""
    property var about: ({})
    readonly property bool here: navigation.page === "approvals"
    readonly property string selection: here ? navigation.selection : chosen
    readonly property bool own: about.author === session.caller
    readonly property string afterwards: {
        switch (evidence.onFailure) {
        case "pause": return "If a gate fails, it pauses for a human."
        case "stay": return "If a gate fails, it ends and leaves nodes as they are."
        default: return "If a gate fails, it rolls back by itself."
        }
    }
    readonly property var questions: [
        {title: "What", text: about.what ?? "", status: ""},
        {title: "Where", text: about.where ?? "", status: ""},
        {title: "Evidence", text: about.evidence ?? "", status: about.evidenceStatus ?? ""},
        {title: "Risk", text: (about.risk ?? "") + " " + (evidence.plan === "" ? "" : afterwards), status: ""},
        {title: "If not", text: about.ifNot ?? "", status: ""},
        {title: "Who", text: about.who ?? "", status: ""}]

    signal verbRequested(string verb, string rollout, int place)
    signal openRequested(string rollout)

    function step(by: int) {
        list.currentIndex = Math.max(0, Math.min(approvals.count - 1, list.currentIndex + by))
    }

    function describe() {
        about = approvals.describe(chosen)
    }

    function choose(id: string) {
        if (id === chosen)
            return
        chosen = id
        evidence.rollout = id
        describe()
        if (here && id !== "")
            navigation.setSelection(id)
    }

    function follow() {
        const wanted = approvals.rowOf(selection) >= 0 ? selection : approvals.rowOf(chosen) >= 0 ? chosen : approvals.idAt(0)
        choose(wanted)
        list.currentIndex = approvals.rowOf(chosen)
        describe()
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Binding { target: page.evidence; property: "active"; value: page.here && page.visible }
    Connections {
        target: page.approvals

        function onCountChanged() { page.follow() }
        function onToldAnew() { page.describe() }
    }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Approvals"
        sub: !page.session.loaded ? "" : page.approvals.count === 0 ? "" : page.approvals.count + (page.approvals.count === 1 ? " waits" : " wait")
        actions: [
            FreshnessChip {
                anchors.verticalCenter: parent?.verticalCenter
                freshness: page.session.freshness
                text: page.session.freshnessText
            }
        ]
    }
    Panel {
        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: page.approvals.count === 0
        placeholder: page.session.loaded ? "calm" : "loading"
        message: page.session.loaded ? "Nothing waits for an approval." : ""
        detail: page.session.loaded ? "A wave whose plan asks for somebody other than its author waits here." : ""
        commandLine: page.session.loaded ? "flotillactl rollouts list --filter state:awaiting_approval" : ""
    }
    Panel {
        id: waiting

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: 300
        height: parent.height - y - Theme.spaceL
        visible: page.approvals.count > 0
        title: "Waiting"
        sub: "longest first"
        padding: 1

        ListView {
            id: list

            anchors.fill: parent
            clip: true
            focus: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            model: page.approvals
            keyNavigationEnabled: true
            Accessible.role: Accessible.List
            Accessible.name: "What waits for an approval"
            onCurrentIndexChanged: {
                if (currentIndex >= 0)
                    page.choose(page.approvals.idAt(currentIndex))
            }
            T.ScrollBar.vertical: ScrollBar {}
            delegate: ApprovalItem {
                width: ListView.view.width
                current: itemId === page.chosen
                onClicked: list.currentIndex = index
            }
        }
    }
    Panel {
        id: decision

        x: waiting.x + waiting.width + Theme.spaceM
        y: waiting.y
        width: parent.width - x - Theme.spaceL
        height: waiting.height
        visible: waiting.visible
        title: (page.about.title ?? "") + (page.about.wave ? ", wave " + page.about.wave : "")
        sub: page.chosen
        freshness: page.session.freshness
        age: page.session.freshnessText
        actions: [
            AppButton {
                kind: "link"
                small: true
                text: "Open the rollout"
                onClicked: page.openRequested(page.chosen)
            }
        ]

        Flickable {
            id: answers

            width: parent?.width ?? 0
            height: Math.min(column.height, (parent?.height ?? 0) - foot.height - Theme.spaceM)
            contentHeight: column.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}

            Column {
                id: column

                width: Math.min(parent.width, 780)

                Repeater {
                    model: page.questions.length

                    QuestionRow {
                        required property int index

                        width: parent?.width ?? 0
                        number: index + 1
                        asked: page.questions[index] ?? ({title: "", text: "", status: ""})
                    }
                }
            }
        }
        Column {
            id: foot

            y: answers.height + Theme.spaceS
            width: parent?.width ?? 0
            spacing: Theme.spaceM

            Rectangle {
                width: Math.min(parent.width, 780)
                height: 1
                color: Theme.divider
            }
            CodeLine {
                width: Math.min(parent.width, 780)
                label: "plan"
                text: page.about.digest ?? ""
            }
            Row {
                spacing: Theme.spaceS

                AppButton {
                    kind: "primary"
                    iconName: "circle-check"
                    text: "Approve…"
                    reason: page.whyNotApprove !== "" ? page.whyNotApprove
                            : page.own ? "you wrote this plan; somebody else has to approve it" : ""
                    onClicked: page.verbRequested("approve", page.chosen, page.about.place)
                }
                AppButton {
                    kind: "dangerText"
                    text: "Reject…"
                    reason: page.whyNotApprove
                    onClicked: page.verbRequested("reject", page.chosen, page.about.place)
                }
                AppText {
                    height: Theme.sizeButton
                    verticalAlignment: Text.AlignVCenter
                    leftPadding: Theme.spaceS
                    text: "An approval is for exactly this plan; another one needs new approvals."
                    color: Theme.text3
                }
            }
        }
    }
}
