import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A few controls under a word.
Column {
    id: entry

    property string title: ""
    default property alias content: flow.data

    spacing: 6

    AppText {
        text: entry.title
        size: Theme.fontCaption
        color: Theme.text3
    }
    Flow {
        id: flow

        width: entry.width
        spacing: Theme.spaceS
    }
}
