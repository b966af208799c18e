import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// The head of a part of the panel.
AppText {
    topPadding: Theme.spaceS
    size: Theme.fontBody
    weight: Theme.weightStrong
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
