import QtQuick

// Puts text on the clipboard; Qt Quick reaches it only through an editor.
Item {
    id: clipboard

    function put(text: string) {
        editor.text = text
        editor.selectAll()
        editor.copy()
    }

    visible: false

    TextEdit {
        id: editor

        Accessible.ignored: true
    }
}
