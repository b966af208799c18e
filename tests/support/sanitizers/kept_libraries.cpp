// Linked into window tests under a sanitizer: OpenGL drivers are unloaded at the end of the program while their memory
// is still reachable from them, and LeakSanitizer looks afterwards. Kept loaded, they show what is a leak and what is
// not.
extern "C" int dlclose(void*) {
  return 0;
}
