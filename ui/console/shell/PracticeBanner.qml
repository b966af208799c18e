import QtQuick
import Flotilla.Controls
import Flotilla.Models

// Stands above every view while a game day is under way: what breaks meanwhile may be practice. Calm, since nothing is wrong.
Banner {
    id: banner

    required property PracticeWatch practice

    signal openRequested(string id)

    objectName: "practiceBanner"
    visible: practice.count > 0
    status: "held"
    title: "Practice"
    text: practice.text
    actions: [
        AppButton {
            text: banner.practice.count === 1 ? "Open " + banner.practice.gameDay : "Open game days"
            onClicked: banner.openRequested(banner.practice.count === 1 ? banner.practice.gameDay : "")
        }
    ]
}
