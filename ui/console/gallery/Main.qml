import QtQuick
import Flotilla.Theme

Rectangle { color: Theme.canvas; width: 1000; height: 600 }
