# What goes into the Debian packages, one component each; packaging/deb.sh makes them. A program that looks for something
# beside itself stands with it in /usr/lib/flotilla/<component> and is linked from /usr/bin.

function(flotilla_install_linked component program)
  install(TARGETS ${program} RUNTIME DESTINATION lib/flotilla/${component} COMPONENT ${component})
  set(link ${CMAKE_BINARY_DIR}/packaging/links/${program})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/packaging/links)
  file(CREATE_LINK ../lib/flotilla/${component}/${program} ${link} SYMBOLIC)
  install(FILES ${link} DESTINATION bin COMPONENT ${component})
endfunction()

# flotilla_service(server flotillad flotilla "title"): a systemd unit, its user with /var/lib/<user>, its configuration in
# /etc/flotilla, and the maintainer scripts that make and remove them.
function(flotilla_service component UNIT USER TITLE CONFIG)
  set(scripts ${CMAKE_BINARY_DIR}/packaging/deb/${component})
  foreach(script postinst prerm postrm)
    configure_file(${CMAKE_SOURCE_DIR}/packaging/deb/${script}.in ${scripts}/${script} @ONLY
      FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endforeach()
  configure_file(${CMAKE_SOURCE_DIR}/packaging/deb/conffiles.in ${scripts}/conffiles @ONLY)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/systemd/${UNIT}.service DESTINATION /lib/systemd/system COMPONENT ${component})
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/deb/${CONFIG} DESTINATION /etc/flotilla COMPONENT ${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA
    "${scripts}/postinst;${scripts}/prerm;${scripts}/postrm;${scripts}/conffiles" PARENT_SCOPE)
endfunction()

set(notifiers notifier-webhook notifier-smtp notifier-alertmanager notifier-desktop)

flotilla_install_linked(console flotilla)
install(TARGETS flotillad RUNTIME DESTINATION lib/flotilla/console COMPONENT console)
install(TARGETS ${notifiers} LIBRARY DESTINATION lib/flotilla/console/plugins COMPONENT console)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/desktop/flotilla.desktop DESTINATION share/applications COMPONENT console)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/desktop/flotilla.svg DESTINATION share/icons/hicolor/scalable/apps COMPONENT console)
install(FILES ${CMAKE_SOURCE_DIR}/resources/fonts/OFL.txt ${CMAKE_SOURCE_DIR}/resources/icons/LICENSE-lucide.txt
  DESTINATION share/doc/flotilla-console COMPONENT console)

flotilla_install_linked(server flotillad)
install(TARGETS ${notifiers} LIBRARY DESTINATION lib/flotilla/server/plugins COMPONENT server)
flotilla_service(server flotillad flotilla "Flotilla control plane" flotillad.yaml)

flotilla_install_linked(agent flotilla-agent)
install(TARGETS runtime-onnx runtime-process source-replay LIBRARY DESTINATION lib/flotilla/agent/plugins COMPONENT agent)
file(REAL_PATH ${FLOTILLA_ONNXRUNTIME_DIR}/lib/libonnxruntime.so.1 onnxruntime)
install(FILES ${onnxruntime} DESTINATION lib/flotilla/agent/plugins RENAME libonnxruntime.so.1 COMPONENT agent)
flotilla_service(agent flotilla-agent flotilla-agent "Flotilla node agent" agent.yaml)

install(TARGETS flotillactl RUNTIME DESTINATION bin COMPONENT cli)

foreach(component console server agent cli)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/deb/README.${component} DESTINATION share/doc/flotilla-${component}
    RENAME README COMPONENT ${component})
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/deb/copyright DESTINATION share/doc/flotilla-${component}
    COMPONENT ${component})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL console server agent cli)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "Flotilla <flotilla@localhost>")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the agent brings along is no library of the system.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${FLOTILLA_ONNXRUNTIME_DIR}/lib)

set(CPACK_DEBIAN_CONSOLE_PACKAGE_NAME flotilla-console)
set(CPACK_DEBIAN_CONSOLE_PACKAGE_DEPENDS
  "qml6-module-qtqml, qml6-module-qtqml-models, qml6-module-qtqml-workerscript, qml6-module-qtquick, \
qml6-module-qtquick-window, qml6-module-qtquick-templates, qml6-module-qtcharts, libqt6svg6, qt6-qpa-plugins, tzdata")
set(CPACK_COMPONENT_CONSOLE_DESCRIPTION
  "desktop console for fleets of edge nodes\n\
Shows a fleet live, enrols nodes, deploys and rolls back. Brings its own control plane for a fleet on this machine, and connects \
to others.")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME flotilla-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "adduser, init-system-helpers, tzdata")
# Authorities for webhooks and mail servers outside.
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "flotilla-cli, ca-certificates")
set(CPACK_COMPONENT_SERVER_DESCRIPTION
  "control plane for fleets of edge nodes\n\
Keeps nodes, releases and rollouts, and talks to node agents and operators over mutual TLS.")
set(CPACK_DEBIAN_AGENT_PACKAGE_NAME flotilla-agent)
set(CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS "adduser, init-system-helpers")
set(CPACK_COMPONENT_AGENT_DESCRIPTION
  "node agent for fleets of edge nodes\n\
Installs releases that the owner of the fleet signed, runs models, keeps working when nobody can reach it, and goes back by itself.")
set(CPACK_DEBIAN_CLI_PACKAGE_NAME flotilla-cli)
set(CPACK_COMPONENT_CLI_DESCRIPTION
  "command line for fleets of edge nodes\n\
flotillactl: operates a Flotilla control plane, and makes keys and releases offline.")
include(CPack)
