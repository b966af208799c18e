import QtQuick
import QtTest
import Flotilla.Controls
import Flotilla.Theme

Item {
    id: stage

    width: 600
    height: 400

    SegmentedControl { id: segments; options: ["1 h", "24 h", "7 d"] }
    Tabs { id: tabs; y: 40; options: ["Summary", "Diff"] }
    TypeToConfirm { id: confirm; y: 80; width: 400; expected: "1,204" }
    SearchField { id: search; y: 160 }
    AppButton { id: blocked; y: 200; text: "Promote"; reason: "No verdict" }
    AppButton { id: button; x: 200; y: 200; text: "Pause" }
    Toast { id: toast; y: 240; text: "Paused"; actionText: "Undo"; lifetime: 200 }
    CodeLine { id: code; y: 300; text: "flotillactl version" }
    TextEdit { id: clipboard; y: 340 }
    SignalSpy { id: chosen; target: segments; signalName: "chosen" }
    SignalSpy { id: clicked; target: button; signalName: "clicked" }
    SignalSpy { id: blockedClicked; target: blocked; signalName: "clicked" }
    SignalSpy { id: dismissed; target: toast; signalName: "dismissed" }

    TestCase {
        name: "Inputs"
        when: windowShown

        function test_segments_follow_clicks_and_keys_and_stop_at_the_ends() {
            mouseClick(segments, 60, 14)
            compare(segments.currentIndex, 1)
            keyClick(Qt.Key_Right)
            keyClick(Qt.Key_Right)
            compare(segments.currentText, "7 d")
            keyClick(Qt.Key_Left)
            compare(segments.currentIndex, 1)
            compare(chosen.count, 3)
        }

        function test_tabs_follow_keys() {
            tabs.forceActiveFocus()
            keyClick(Qt.Key_Right)
            compare(tabs.currentIndex, 1)
        }

        function test_typed_numbers_match_with_and_without_commas_data() {
            return [{tag: "with", text: "1,204", matches: true}, {tag: "without", text: "1204", matches: true},
                {tag: "blank", text: "1 204", matches: true}, {tag: "part", text: "120", matches: false},
                {tag: "nothing", text: "", matches: false}]
        }

        function test_typed_numbers_match_with_and_without_commas(data) {
            confirm.text = data.text
            compare(confirm.matches, data.matches)
        }

        function test_escape_empties_the_search() {
            search.forceActiveFocus()
            keyClick("a")
            compare(search.text, "a")
            keyClick(Qt.Key_Escape)
            compare(search.text, "")
        }

        function test_a_button_with_a_reason_does_not_click() {
            mouseClick(blocked)
            mouseClick(button)
            compare(blockedClicked.count, 0)
            compare(clicked.count, 1)
        }

        function test_the_focus_ring_is_for_the_keyboard() {
            button.forceActiveFocus(Qt.TabFocusReason)
            verify(button.visualFocus)
            segments.forceActiveFocus(Qt.TabFocusReason)
            mouseClick(button)
            verify(button.activeFocus)
            verify(!button.visualFocus)
        }

        function test_a_toast_leaves_by_itself() {
            tryVerify(() => dismissed.count > 0, 3000)
        }

        function test_a_code_line_reaches_the_clipboard() {
            code.copy()
            clipboard.paste()
            compare(clipboard.text, "flotillactl version")
            verify(code.copied)
        }

        function test_the_theme_can_be_chosen() {
            Theme.mode = "light"
            compare(Theme.panel, Qt.color("#ffffff"))
            Theme.mode = "dark"
            compare(Theme.panel, Qt.color("#121922"))
            compare(Theme.statusColor("pass"), Theme.healthy)
            compare(Theme.statusColor("nonsense"), Theme.unknown)
        }
    }
}
