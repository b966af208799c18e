pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What was changed shortly before it, or during it: the suspected one first, marked by shape and word.
Column {
    id: list

    required property KeyedRows changes
    required property int more

    signal openRequested(string rollout)

    spacing: Theme.spaceXS

    SectionTitle {
        text: "What was changed"
    }
    AppText {
        width: parent.width
        visible: list.changes.count === 0
        wrapMode: Text.Wrap
        text: "Nothing was changed in the two hours before it."
        color: Theme.text2
    }
    Repeater {
        model: list.changes

        Rectangle {
            id: row

            required property string at
            required property string text
            required property string actor
            required property string word
            required property string status
            required property bool suspected
            required property string rollout

            width: list.width
            height: lines.height + Theme.spaceM
            radius: Theme.radiusControl
            color: suspected ? Theme.mix(Theme.panel, Theme.degraded, Theme.dark ? 0.1 : 0.06) : Theme.panel
            border.width: suspected ? 1 : 0
            border.color: Theme.mix(Theme.panel, Theme.degraded, 0.6)
            Accessible.role: Accessible.StaticText
            Accessible.name: word + ", " + at + ", " + text + ", by " + actor

            StatusShape {
                x: row.suspected ? Theme.spaceS : 0
                y: 8
                status: row.status
                background: row.color
            }
            Column {
                id: lines

                x: row.suspected ? 28 : 20
                y: 6
                width: parent.width - x - Theme.spaceS
                spacing: 2

                AppText {
                    width: parent.width
                    wrapMode: Text.Wrap
                    maximumLineCount: 3
                    elide: Text.ElideRight
                    text: row.text
                    weight: row.suspected ? Theme.weightStrong : Theme.weightNormal
                    Accessible.ignored: true
                }
                AppText {
                    width: parent.width
                    text: row.word + ", " + row.at + ", " + row.actor
                    color: row.suspected ? Theme.degraded : Theme.text3
                    Accessible.ignored: true
                }
                AppButton {
                    visible: row.rollout !== ""
                    kind: "link"
                    small: true
                    iconName: "rocket"
                    text: row.rollout
                    onClicked: list.openRequested(row.rollout)
                }
            }
        }
    }
    AppText {
        visible: list.more > 0
        text: "and " + list.more + " more"
        color: Theme.text3
    }
}
