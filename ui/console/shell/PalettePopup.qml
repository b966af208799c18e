import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models as Models
import Flotilla.Theme

// Not bound, because the ListView of Qt 6.4 cannot make bound sections; their ids are looked up by name instead.
// qmllint disable unqualified

// One box for everything: names, views, scopes, commands. Enter opens a row and never acts; a command opens its preview.
T.Popup {
    id: popup

    required property Models.Palette palette
    readonly property int current: list.currentIndex

    signal openRequested(string page, string filter, string selection)
    signal scopeRequested(string scope)
    signal commandRequested(string command)

    function start(text: string) {
        palette.text = text
        open()
        field.text = text
        field.forceActiveFocus(Qt.PopupFocusReason)
    }

    function at(row: int): var {
        return palette.at(row)
    }

    function move(by: int) {
        if (list.count > 0)
            list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + by))
    }

    function complete(row: int) {
        const completion = at(row).completion ?? ""
        if (completion !== "") {
            field.text = completion
            palette.text = completion
        }
    }

    function run(row: int) {
        const chosen = at(row)
        if (chosen.action === "complete")
            return complete(row)
        close()
        if (chosen.action === "open")
            openRequested(chosen.page, chosen.filter, chosen.selection)
        else if (chosen.action === "scope")
            scopeRequested(chosen.scope)
        else if (chosen.action === "command")
            commandRequested(chosen.command)
    }

    // The first row is what Enter opens, whatever was there before.
    Connections {
        target: popup.palette

        function onTextChanged() { list.currentIndex = popup.palette.count > 0 ? 0 : -1 }
    }

    parent: T.Overlay.overlay
    x: Math.round((parent ? parent.width - width : 0) / 2)
    y: 88
    width: 700
    height: 52 + Math.min(Math.max(list.contentHeight, 56), (parent ? parent.height : 700) - 230) + 2 + 38
    modal: true
    focus: true
    padding: 0
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    background: PopupFrame {}
    contentItem: FocusScope {
        focus: true
        Accessible.role: Accessible.Dialog
        Accessible.name: "Search or run a command"

        Icon {
            x: Theme.spaceL
            y: 18
            name: "search"
            color: Theme.text2
        }
        TextField {
            id: field

            x: 38
            y: 8
            width: parent.width - x - note.width - 2 * Theme.spaceL
            height: 36
            leftPadding: 8
            focus: true
            mono: true
            font.pixelSize: Theme.fontBody
            label: "Search or run a command"
            placeholderText: "a name, > command, : view, @ scope"
            background: Item {}
            onTextEdited: popup.palette.text = text
            Accessible.description: list.count === 0 ? "nothing found"
                                    : (popup.at(popup.current).title ?? "") + ", "
                                      + (popup.at(popup.current).explanation ?? "")
            Keys.onPressed: (event) => {
                event.accepted = true
                switch (event.key) {
                case Qt.Key_Down: return popup.move(1)
                case Qt.Key_Up: return popup.move(-1)
                case Qt.Key_PageDown: return popup.move(8)
                case Qt.Key_PageUp: return popup.move(-8)
                case Qt.Key_Tab: return popup.complete(popup.current)
                case Qt.Key_Return:
                case Qt.Key_Enter: return popup.run(popup.current)
                }
                event.accepted = false
            }
        }
        AppText {
            id: note

            anchors.right: parent.right
            anchors.rightMargin: Theme.spaceL
            y: 18
            width: Math.min(implicitWidth, 300)
            text: popup.palette.hint
            color: popup.palette.wrong && list.count === 0 ? Theme.failed : Theme.text2
        }
        Rectangle {
            y: 51
            width: parent.width
            height: 1
            color: Theme.divider
        }
        ListView {
            id: list

            y: 52
            width: parent.width
            height: parent.height - y - 38
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: popup.palette
            highlightMoveDuration: 0
            // Rows made ahead would still be under way when the next letter resets them.
            cacheBuffer: 0
            section.property: "group"
            section.delegate: AppText {
                required property string section

                width: list.width
                height: 32
                leftPadding: Theme.spaceL
                verticalAlignment: Text.AlignVCenter
                text: section
                color: Theme.text2
                weight: Theme.weightMedium
            }
            T.ScrollBar.vertical: ScrollBar {}
            Accessible.role: Accessible.List
            Accessible.name: "Suggestions"
            delegate: PaletteRow {
                width: list.width
                current: ListView.isCurrentItem
                onClicked: popup.run(index)
            }
        }
        AppText {
            anchors.centerIn: list
            visible: list.count === 0
            text: "Nothing matches. Names, ids and places are searched; > lists commands."
            color: Theme.text2
        }
        PaletteFoot {
            y: parent.height - height
            width: parent.width
        }
    }
}
