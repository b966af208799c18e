// How tables.h and rollout_tables.h list the columns of a row type. Thread: values.
#pragma once

#include "services/controlplane/core/fleet/records.h"
#include "services/controlplane/storage/field_text.h"

namespace flotilla::controlplane {

template <class T>
struct Table;

}  // namespace flotilla::controlplane

// `keys` leading columns form the primary key. `columns` calls c(name, field) for each column in order.
#define FLOTILLA_TABLE(Type, name_, keys_)     \
  template <>                                  \
  struct Table<Type> {                         \
    static constexpr const char* name = name_; \
    static constexpr int keys = keys_;         \
    template <class C, class R>                \
    static void columns(C&& c, R&& r);         \
  };                                           \
  template <class C, class R>                  \
  void Table<Type>::columns(C&& c, R&& r)
