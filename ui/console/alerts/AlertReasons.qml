pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Why it fires and whom it reaches, or what holds it back: one sentence for each reason.
Column {
    id: reasons

    required property AlertDetail alert

    visible: alert.why.length > 0
    topPadding: Theme.spaceS
    spacing: Theme.spaceXS

    AppText {
        text: "Why"
        size: Theme.fontBody
        weight: Theme.weightStrong
    }
    Repeater {
        model: reasons.alert.why

        Item {
            id: reason

            required property string modelData

            width: reasons.width
            height: sentence.height

            Rectangle {
                x: 2
                y: 7
                width: 4
                height: 4
                radius: 2
                color: Theme.text3
            }
            AppText {
                id: sentence

                x: 14
                width: parent.width - x
                wrapMode: Text.Wrap
                lineHeight: 1.3
                text: reason.modelData
                color: Theme.text2
            }
        }
    }
}
