// Several lambdas as one visitor of a std::variant. Thread: values.
#pragma once

namespace flotilla {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

}  // namespace flotilla
