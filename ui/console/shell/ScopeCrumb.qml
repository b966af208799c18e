pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which part of the fleet the views show: "region" or "region/site", empty for all of it. The last part opens the list.
Item {
    id: scopeCrumb

    objectName: "scopeCrumb"

    property string target: ""
    property string scope: ""
    required property Summary summary
    // The menu as it was opened; it does not change under the pointer.
    property var shown: []
    readonly property var path: scope === "" ? [] : scope.split("/")

    signal scopeChosen(string scope)

    function openMenu() {
        const regions = Array.from(summary.regionsOnMap)
        const sites = Array.from(summary.sitesOnMap)
        const all = []
        for (const region of regions) {
            all.push({name: region.name, scope: region.name, site: false})
            // All sites of a large fleet do not fit a menu: those of the region one is in do.
            if (regions.length <= 4 || region.name === path[0]) {
                for (const site of sites.filter(place => place.region === region.name))
                    all.push({name: site.name, scope: region.name + "/" + site.name, site: true})
            }
        }
        shown = all
        menu.open()
    }

    implicitWidth: crumb.width
    implicitHeight: crumb.height

    Breadcrumb {
        id: crumb

        parts: [scopeCrumb.target].concat(scopeCrumb.path.length === 0 ? ["All regions"] : scopeCrumb.path)
        onChosen: (index) => {
            if (index === parts.length - 1)
                scopeCrumb.openMenu()
            else
                scopeCrumb.scopeChosen(scopeCrumb.path.slice(0, index).join("/"))
        }
    }
    Menu {
        id: menu

        y: scopeCrumb.height + 6
        minimumWidth: 200
        height: Math.min(implicitHeight, 480)

        MenuItem {
            text: "All regions"
            checkable: true
            checked: scopeCrumb.scope === ""
            onTriggered: scopeCrumb.scopeChosen("")
        }
        MenuSeparator {}
        Instantiator {
            model: scopeCrumb.shown
            onObjectAdded: (index, object) => menu.insertItem(index + 2, object as MenuItem)
            onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)

            MenuItem {
                required property var modelData

                text: (modelData.site ? "      " : "") + modelData.name
                checkable: true
                checked: scopeCrumb.scope === modelData.scope
                onTriggered: scopeCrumb.scopeChosen(modelData.scope)
            }
        }
    }

}
