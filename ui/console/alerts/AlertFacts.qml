pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who was told, who looks after it, what holds it back, what it is called, and where it leads.
Column {
    id: facts

    required property AlertDetail alert
    required property SilencesModel silences
    required property string whyNotOperate
    readonly property var people: Array.from([{name: "Looked after", value: alert.owner === "" ? "by nobody" : "by " + alert.owner}])
                                  .concat(Array.from(alert.told).map(one => ({name: "Told", value: one.name + ", " + one.value})))

    signal expireRequested(string id)
    signal chosen(string key)
    signal openRequested(string page, string filter, string selection)

    component Heading: AppText {
        topPadding: Theme.spaceS
        size: Theme.fontBody
        weight: Theme.weightStrong
    }

    spacing: Theme.spaceXS

    Heading {
        visible: facts.alert.fires
        text: "Who knows"
    }
    FactList {
        width: parent.width
        visible: facts.alert.fires
        nameWidth: 96
        facts: facts.people
    }
    Heading {
        visible: facts.alert.holders.length > 0
        text: "Held back by"
    }
    Repeater {
        model: facts.alert.holders

        Item {
            id: holder

            required property var modelData
            readonly property var silence: facts.silences.count >= 0 ? facts.silences.about(modelData.silence) : ({})

            width: facts.width
            height: Math.max(24, words.height)

            AppText {
                id: words

                width: parent.width - (end.visible ? end.width + Theme.spaceS : 0)
                wrapMode: Text.Wrap
                text: holder.modelData.text + (holder.silence.comment === undefined ? "" : ": " + holder.silence.comment + "; " + holder.silence.when)
                color: Theme.text2
            }
            AppButton {
                id: end

                anchors.right: parent.right
                visible: holder.modelData.silence !== "" || holder.modelData.alert !== ""
                kind: "link"
                small: true
                text: holder.modelData.silence !== "" ? "End it…" : "Show"
                reason: holder.modelData.silence !== "" ? facts.whyNotOperate : ""
                onClicked: {
                    if (holder.modelData.silence !== "")
                        facts.expireRequested(holder.modelData.silence)
                    else
                        facts.chosen(holder.modelData.alert)
                }
            }
        }
    }
    Heading {
        visible: facts.alert.links.length > 0
        text: "See also"
    }
    Flow {
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: facts.alert.links

            AppButton {
                required property var modelData

                kind: "link"
                small: true
                iconName: modelData.icon
                text: modelData.text
                onClicked: facts.openRequested(modelData.page, modelData.filter, modelData.selection)
            }
        }
    }
    Heading {
        text: facts.alert.isGroup ? "Labels that they share" : "Labels"
    }
    FactList {
        width: parent.width
        nameWidth: 96
        facts: facts.alert.labels
    }
    Heading {
        visible: facts.alert.annotations.length > 0
        text: "Annotations"
    }
    FactList {
        width: parent.width
        visible: facts.alert.annotations.length > 0
        nameWidth: 96
        facts: facts.alert.annotations
    }
}
