pragma ComponentBehavior: Bound
import QtQuick
import QtQml

// The keys that work in the whole window. `typing`: a text field has the focus, so letters are text. `blocked`: something
// is open that stops everything else.
Item {
    id: keys

    property bool typing: false
    property bool blocked: false
    property bool singleKeys: false
    readonly property var pages: [
        {digit: "1", letter: "O", page: "overview"}, {digit: "2", letter: "T", page: "topology"},
        {digit: "3", letter: "N", page: "nodes"}, {digit: "4", letter: "R", page: "rollouts"},
        {digit: "5", letter: "A", page: "artifacts"}, {digit: "6", letter: "B", page: "slos"},
        {digit: "", letter: "D", page: "drift"}, {digit: "7", letter: "I", page: "alerts"},
        {digit: "", letter: "E", page: "incidents"}, {digit: "9", letter: "K", page: "runbooks"},
        {digit: "", letter: "G", page: "game-days"},
        {digit: "8", letter: "P", page: "approvals"}, {digit: "0", letter: "L", page: "audit"},
        {digit: "", letter: "S", page: "settings"}
    ]
    readonly property bool letters: !typing && !blocked

    signal pageChosen(string page)
    signal searchRequested()
    signal filterRequested()
    signal helpRequested()
    signal nextPane()
    signal copyAddress()
    signal copyLine()
    signal step(int by)

    Instantiator {
        model: keys.pages

        Shortcut {
            required property var modelData

            sequences: modelData.digit === "" ? [] : ["Alt+" + modelData.digit]
            enabled: !keys.blocked
            onActivated: keys.pageChosen(modelData.page)
        }
    }
    Instantiator {
        model: keys.pages

        Shortcut {
            required property var modelData

            sequences: modelData.digit === "" ? [] : [modelData.digit]
            enabled: keys.letters && keys.singleKeys
            onActivated: keys.pageChosen(modelData.page)
        }
    }
    Instantiator {
        model: keys.pages

        Shortcut {
            required property var modelData

            sequences: ["G, " + modelData.letter]
            enabled: keys.letters
            onActivated: keys.pageChosen(modelData.page)
        }
    }
    Shortcut { sequences: ["Ctrl+K"]; enabled: !keys.blocked; onActivated: keys.searchRequested() }
    Shortcut { sequences: ["/"]; enabled: keys.letters; onActivated: keys.filterRequested() }
    Shortcut { sequences: ["?"]; enabled: keys.letters; onActivated: keys.helpRequested() }
    Shortcut { sequences: ["F6"]; enabled: !keys.blocked; onActivated: keys.nextPane() }
    Shortcut { sequences: ["Ctrl+Shift+C"]; onActivated: keys.copyAddress() }
    Shortcut { sequences: ["Ctrl+Shift+L"]; onActivated: keys.copyLine() }
    Shortcut { sequences: ["]"]; enabled: keys.letters; onActivated: keys.step(1) }
    Shortcut { sequences: ["["]; enabled: keys.letters; onActivated: keys.step(-1) }
}
