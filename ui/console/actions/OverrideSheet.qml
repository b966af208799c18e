import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Rollouts go on in spite of a budget for a while: by an approver, with a reason that people read afterwards.
ActionSheet {
    id: sheet

    required property AlertActions actions
    required property string whyNot
    property string cell: ""
    property string about: ""
    property string meaning: ""
    property int minutes: 1440
    readonly property var lengths: [60, 240, 480, 1440, 4320, 10080]

    function start(cell: string, about: string, meaning: string) {
        sheet.cell = cell
        sheet.about = about
        sheet.meaning = meaning
        minutes = 1440
        why.text = ""
        open()
    }

    title: "Override the budget"
    sub: about
    verb: "override"
    danger: true
    reason: whyNot !== "" ? whyNot : why.text.trim() === "" ? "Say why first" : ""
    commandLine: cell === "" ? "" : actions.overrideLine(cell, why.text, minutes)
    onConfirmed: actions.overrideBudget(cell, why.text, minutes)

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: "Now: " + sheet.meaning + " Until the override ends, rollouts here begin and go on as if the budget were whole. "
              + "Gates, approvals and windows of their plans still hold."
        color: Theme.text2
    }
    Field {
        width: parent.width
        name: "Ends after"

        Select {
            width: 160
            Accessible.name: "Ends after"
            model: ["1 hour", "4 hours", "8 hours", "1 day", "3 days", "7 days"]
            currentIndex: Math.max(0, sheet.lengths.indexOf(sheet.minutes))
            onActivated: (index) => sheet.minutes = sheet.lengths[index]
        }
    }
    Field {
        width: parent.width
        name: "Reason"
        note: "Goes into the audit log and beside the budget."

        TextField {
            id: why

            width: parent.width
            maximumLength: 500
            label: "Reason"
            placeholderText: "why rollouts should go on"
        }
    }
}
