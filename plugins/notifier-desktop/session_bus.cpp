#include "plugins/notifier-desktop/session_bus.h"

#include <dbus/dbus.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace flotilla::notifier {
namespace {

using plugin::Delivery;
using Point = std::chrono::steady_clock::time_point;

constexpr int kSliceMs = 50;  // how soon a cancelled call is noticed

struct FreeDbus {
  void operator()(DBusMessage* message) const { dbus_message_unref(message); }
  void operator()(DBusPendingCall* call) const { dbus_pending_call_unref(call); }
  void operator()(DBusConnection* connection) const {
    dbus_connection_close(connection);
    dbus_connection_unref(connection);
  }
};
using MessagePtr = std::unique_ptr<DBusMessage, FreeDbus>;
using ConnectionPtr = std::unique_ptr<DBusConnection, FreeDbus>;

struct DbusError {
  DbusError() { dbus_error_init(&error); }
  ~DbusError() { dbus_error_free(&error); }
  std::string text() const { return error.message != nullptr ? error.message : "no reason given"; }
  DBusError error;
};

// Asks and waits for the answer. `reply` is what came; nullptr together with an outcome that says why nothing did.
Outcome call(DBusConnection* bus, DBusMessage* request, Point end, const Cancelled& cancelled, MessagePtr& reply) {
  DBusPendingCall* raw = nullptr;
  if (!dbus_connection_send_with_reply(bus, request, &raw, DBUS_TIMEOUT_INFINITE) || raw == nullptr)
    return {Delivery::TryAgain, "the session bus has closed the connection"};
  const std::unique_ptr<DBusPendingCall, FreeDbus> pending(raw);
  while (!dbus_pending_call_get_completed(raw)) {
    if (cancelled) return {Delivery::TryAgain, "cancelled"};
    if (std::chrono::steady_clock::now() >= end) return {Delivery::TryAgain, "the session bus did not answer in time"};
    if (!dbus_connection_read_write_dispatch(bus, kSliceMs) && !dbus_pending_call_get_completed(raw))
      return {Delivery::TryAgain, "the session bus has closed the connection"};
  }
  reply.reset(dbus_pending_call_steal_reply(raw));
  DbusError error;
  if (reply && !dbus_set_error_from_message(&error.error, reply.get())) return {Delivery::Taken, {}};
  return {Delivery::TryAgain, "the desktop does not show it: " + error.text()};
}

Outcome connect(Point end, const Cancelled& cancelled, ConnectionPtr& bus) {
  const std::string address = sessionBusAddress();
  if (address.empty()) return {Delivery::Refused, "there is no session bus"};
  DbusError error;
  bus.reset(dbus_connection_open_private(address.c_str(), &error.error));
  if (!bus) return {Delivery::TryAgain, "the session bus cannot be reached: " + error.text()};
  dbus_connection_set_exit_on_disconnect(bus.get(), FALSE);
  const MessagePtr hello(dbus_message_new_method_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "Hello"));
  MessagePtr reply;
  return hello ? call(bus.get(), hello.get(), end, cancelled, reply) : Outcome{Delivery::TryAgain, "out of memory"};
}

bool appendUrgency(DBusMessageIter& arguments, bool critical) {
  DBusMessageIter hints, entry, value;
  const char* const name = "urgency";
  const unsigned char urgency = critical ? 2 : 1;
  return dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "{sv}", &hints) &&
         dbus_message_iter_open_container(&hints, DBUS_TYPE_DICT_ENTRY, nullptr, &entry) &&
         dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &name) &&
         dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "y", &value) &&
         dbus_message_iter_append_basic(&value, DBUS_TYPE_BYTE, &urgency) &&
         dbus_message_iter_close_container(&entry, &value) && dbus_message_iter_close_container(&hints, &entry) &&
         dbus_message_iter_close_container(&arguments, &hints);
}

// Notify(app_name, replaces_id, app_icon, summary, body, actions, hints, expire_timeout)
MessagePtr requestOf(const DesktopNotification& notification) {
  MessagePtr request(dbus_message_new_method_call("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                                                  "org.freedesktop.Notifications", "Notify"));
  if (!request) return request;
  const char* const program = "Flotilla";
  const char* const icon = "flotilla";
  const char* const title = notification.title.c_str();
  const char* const body = notification.body.c_str();
  const dbus_uint32_t replaces = 0;
  const dbus_int32_t expires = -1;  // as the desktop thinks fit
  DBusMessageIter arguments, actions;
  dbus_message_iter_init_append(request.get(), &arguments);
  const bool complete = dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &program) &&
                        dbus_message_iter_append_basic(&arguments, DBUS_TYPE_UINT32, &replaces) &&
                        dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &icon) &&
                        dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &title) &&
                        dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, &body) &&
                        dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "s", &actions) &&
                        dbus_message_iter_close_container(&arguments, &actions) &&
                        appendUrgency(arguments, notification.critical) &&
                        dbus_message_iter_append_basic(&arguments, DBUS_TYPE_INT32, &expires);
  if (!complete) request.reset();
  return request;
}

}  // namespace

std::string sessionBusAddress() {
  if (const char* const address = std::getenv("DBUS_SESSION_BUS_ADDRESS"); address != nullptr && *address != '\0')
    return std::string_view(address).starts_with("autolaunch") ? std::string() : address;
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code error;
  const std::filesystem::path socket = std::filesystem::path(runtime != nullptr ? runtime : "") / "bus";
  return socket.is_absolute() && std::filesystem::is_socket(socket, error) ? "unix:path=" + socket.string()
                                                                           : std::string();
}

Outcome showNotification(const DesktopNotification& notification, std::chrono::milliseconds deadline,
                         const Cancelled& cancelled) {
  const Point end = std::chrono::steady_clock::now() + deadline;
  // libdbus ends the program over text that is not UTF-8.
  if (!dbus_validate_utf8(notification.title.c_str(), nullptr) ||
      !dbus_validate_utf8(notification.body.c_str(), nullptr))
    return {Delivery::Refused, "the message is not UTF-8"};
  ConnectionPtr bus;
  if (Outcome connected = connect(end, cancelled, bus); connected.delivery != Delivery::Taken) return connected;
  const MessagePtr request = requestOf(notification);
  if (!request) return {Delivery::TryAgain, "out of memory"};
  MessagePtr reply;
  return call(bus.get(), request.get(), end, cancelled, reply);
}

}  // namespace flotilla::notifier
