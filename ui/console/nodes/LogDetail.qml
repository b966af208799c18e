pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The chosen line: all of its words and fields, and where the time of its request went.
Column {
    id: part

    required property LogSearch logs
    readonly property string words: logs.lineAt(logs.current)

    signal copyRequested(string text)

    spacing: Theme.spaceS

    AppText {
        width: parent.width
        wrapMode: Text.WrapAnywhere
        lineHeight: 1.3
        maximumLineCount: 12
        text: part.words
        mono: true
        size: Theme.fontCaption
    }
    FactList {
        width: parent.width
        facts: Array.from(part.logs.facts)
    }
    Row {
        spacing: Theme.spaceS

        AppButton {
            small: true
            iconName: "copy"
            text: "Copy the line"
            onClicked: part.copyRequested(part.words)
        }
        AppButton {
            small: true
            iconName: "link"
            visible: part.logs.currentCorr !== "" && part.logs.currentCorr !== part.logs.corr
            text: "All of this request"
            onClicked: part.logs.followRequest()
        }
    }
    TraceBars {
        width: parent.width
        visible: part.logs.spans.length > 0
        title: part.logs.traceTitle
        spans: part.logs.spans
    }
}
