pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who let rollouts go on in spite of this budget, and until when.
ListView {
    id: part

    required property BudgetDetail budget
    required property string whyNotApprove

    signal revokeRequested(string id)

    clip: true
    boundsBehavior: Flickable.StopAtBounds
    model: budget.overrides.length
    activeFocusOnTab: true
    keyNavigationEnabled: true
    Accessible.role: Accessible.List
    Accessible.name: "Overrides"
    T.ScrollBar.vertical: ScrollBar {}
    delegate: Item {
        id: line

        required property int index
        readonly property var about: part.budget.overrides[index] ?? ({})

        width: ListView.view.width
        height: words.y + words.height + 10
        Accessible.role: Accessible.ListItem
        Accessible.name: [about.id, about.about, about.reason, "by " + about.by, about.when].join(", ")

        Rectangle {
            width: parent.width
            height: 1
            visible: line.index > 0
            color: Theme.divider
        }
        StatusShape {
            y: 10
            status: line.about.counts ? "paused" : "passed"
        }
        AppText {
            x: 20
            y: 8
            width: parent.width - x - (revoke.visible ? revoke.width + Theme.spaceM : 12)
            text: (line.about.when ?? "") + ", by " + (line.about.by ?? "")
            weight: line.about.counts ? Theme.weightStrong : Theme.weightNormal
            Accessible.ignored: true
        }
        AppText {
            id: words

            x: 20
            y: 26
            width: parent.width - x - 12
            wrapMode: Text.Wrap
            lineHeight: 1.25
            text: (line.about.about ?? "") + ": " + (line.about.reason ?? "")
            color: Theme.text2
            Accessible.ignored: true
        }
        AppButton {
            id: revoke

            x: parent.width - width - 12
            y: 4
            visible: line.about.counts ?? false
            kind: "link"
            small: true
            text: "Revoke"
            reason: part.whyNotApprove
            onClicked: part.revokeRequested(line.about.id)
        }
    }
}
