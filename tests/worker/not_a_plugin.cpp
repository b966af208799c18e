// A shared library that does not describe itself as a plugin.
extern "C" int notAPlugin() {
  return 0;
}
