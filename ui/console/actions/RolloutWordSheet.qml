import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One word to a rollout: what follows from it, a reason for the audit log, and the confirmation that goes with the harm.
ActionSheet {
    id: sheet

    required property RolloutActions actions
    required property RolloutDetail detail
    required property int fleetSize
    required property string whyNotOperate
    required property string whyNotApprove
    property string word: ""
    property string rollout: ""
    property int place: -1
    property string wave: ""
    property string digest: ""
    property int nodes: 0
    readonly property var headline: detail.headline
    readonly property bool judges: word === "approve" || word === "reject"
    readonly property bool gives: word === "start" || word === "approve" || word === "promote"
    readonly property bool needsReason: word === "reject"
    readonly property bool large: gives && nodes > fleetSize * 0.01
    readonly property string nodeText: Number(nodes).toLocaleString(Qt.locale("en_US"), "f", 0) + (nodes === 1 ? " node" : " nodes")
    readonly property var titles: ({start: "Start ", resume: "Resume ", promote: "Promote ", skip: "Skip a wave of ",
                                     approve: "Approve ", reject: "Reject ", abort: "Abort "})
    readonly property var verbs: ({start: "start", resume: "resume", promote: "promote wave " + wave, skip: "skip wave " + wave,
                                    approve: "approve wave " + wave, reject: "reject wave " + wave, abort: "abort"})
    readonly property string consequence: {
        switch (word) {
        case "start": return "Wave " + wave + " begins: " + nodeText + " get the new version, or wait for those who have to agree."
        case "resume": return "The wave that is under way goes on, and what has no verdict is watched as long again."
        case "promote": return "Wave " + wave + " counts as passed now, without waiting for the end of its soak. The next wave with "
                               + nodeText + " begins when whoever has to agree has agreed."
        case "skip": return "The nodes of wave " + wave + ", " + nodeText + ", keep what they run. The waves after it go on."
        case "approve": return "Your approval is for the plan below and wave " + wave + " with " + nodeText + ". It ends when the plan is changed."
        case "reject": return "Wave " + wave + " does not begin. A rollout that has given nothing yet ends; one that is under way pauses."
        case "abort": return "Nothing is given to any more nodes. Nodes that have proven the new version keep it; take them back with a roll back."
        default: return ""
        }
    }

    // `rollout` has to be the one that `detail` shows.
    function start(word: string, place: int) {
        const next = detail.waves.length > place + 1 ? place + 1 : -1
        sheet.word = word
        sheet.rollout = detail.rollout
        sheet.place = place
        sheet.wave = detail.waveName(Math.max(0, place))
        sheet.digest = detail.digest
        nodes = word === "promote" ? (next < 0 ? 0 : detail.nodesIn(next)) : detail.nodesIn(Math.max(0, place))
        why.text = ""
        open()
    }

    title: (titles[word] ?? "") + rollout
    sub: detail.title + (wave === "" || word === "resume" || word === "abort" ? "" : ", wave " + wave)
    verb: verbs[word] ?? word
    danger: word === "abort" || word === "reject"
    expected: large ? String(nodes) : ""
    reason: {
        const right = judges ? whyNotApprove : whyNotOperate
        if (right !== "")
            return right
        return needsReason && why.text.trim() === "" ? "Say why first" : ""
    }
    commandLine: word === "" ? "" : actions.line(word, rollout, wave, digest, why.text)
    onConfirmed: actions.say(word, rollout, place, digest, why.text)

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: sheet.consequence
        color: Theme.text2
    }
    AppText {
        width: parent.width
        visible: sheet.word === "promote" && text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: sheet.word === "promote" ? (sheet.headline.strong ?? "") + " " + (sheet.headline.text ?? "") : ""
        weight: Theme.weightMedium
    }
    CodeLine {
        width: parent.width
        visible: sheet.judges
        label: "plan"
        text: sheet.digest
    }
    Field {
        width: parent.width
        name: sheet.needsReason ? "Reason" : "Reason, if any"
        note: "Goes into the audit log" + (sheet.needsReason ? ", and to whoever wrote the plan." : ".")

        TextField {
            id: why

            width: parent.width
            maximumLength: 500
            label: "Reason"
            placeholderText: sheet.needsReason ? "why this plan should not go on" : ""
        }
    }
}
