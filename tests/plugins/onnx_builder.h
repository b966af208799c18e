// Writes tiny ONNX models (one Identity node per output), so that a test can have any shape and type. Field numbers are
// those of onnx.proto3.
#pragma once

#include <QByteArray>

#include <vector>

namespace flotilla::tests {

inline QByteArray varint(quint64 value) {
  QByteArray out;
  for (; value >= 0x80; value >>= 7) out.append(static_cast<char>(value | 0x80));
  out.append(static_cast<char>(value));
  return out;
}
inline QByteArray numberField(int field, quint64 value) {
  return varint(quint64(field) << 3) + varint(value);
}
inline QByteArray bytesField(int field, const QByteArray& value) {
  return varint((quint64(field) << 3) | 2) + varint(quint64(value.size())) + value;
}

inline constexpr int kFloat = 1;
inline constexpr int kDouble = 11;

// A dimension of -1 has no fixed size.
struct OnnxPort {
  int elementType = kFloat;
  std::vector<int> shape = {1, 4};
};

inline QByteArray valueInfo(const QByteArray& name, const OnnxPort& port) {
  QByteArray shape;
  for (const int size : port.shape)
    shape += bytesField(1, size < 0 ? bytesField(2, "free") : numberField(1, quint64(size)));
  const QByteArray tensor = numberField(1, quint64(port.elementType)) + bytesField(2, shape);
  return bytesField(1, name) + bytesField(2, bytesField(1, tensor));
}

// Every input goes to an output of the same number, type and shape.
inline QByteArray identityModel(const std::vector<OnnxPort>& ports) {
  QByteArray graph;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const QByteArray in = "in" + QByteArray::number(int(i));
    const QByteArray out = "out" + QByteArray::number(int(i));
    graph += bytesField(1, bytesField(1, in) + bytesField(2, out) + bytesField(4, "Identity"));
    graph += bytesField(11, valueInfo(in, ports[i])) + bytesField(12, valueInfo(out, ports[i]));
  }
  return numberField(1, 8) + bytesField(7, graph + bytesField(2, "test")) + bytesField(8, numberField(2, 13));
}

}  // namespace flotilla::tests
