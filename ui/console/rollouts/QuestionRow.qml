import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// One of the questions that decide about an approval, with its answer: {title, text, status}.
Item {
    id: question

    property int number: 1
    property var asked: ({title: "", text: "", status: ""})

    implicitHeight: answer.height + 26
    Accessible.role: Accessible.StaticText
    Accessible.name: asked.title + ": " + asked.text

    Rectangle {
        width: parent.width
        height: 1
        visible: question.number > 1
        color: Theme.divider
    }
    AppText {
        y: 13
        text: question.number
        color: Theme.text3
        Accessible.ignored: true
    }
    AppText {
        x: 24
        y: 13
        text: question.asked.title
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    StatusShape {
        x: 120
        y: 15
        visible: question.asked.status !== ""
        status: question.asked.status === "" ? "unknown" : question.asked.status
    }
    AppText {
        id: answer

        x: question.asked.status === "" ? 120 : 140
        y: 13
        width: parent.width - x
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: question.asked.text
        Accessible.ignored: true
    }
}
