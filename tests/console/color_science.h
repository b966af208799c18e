#pragma once

#include <QColor>

#include <array>
#include <cmath>
#include <numbers>

namespace flotilla::tests {

// Contrast by WCAG 2, colour differences by CIEDE2000, and dichromatic sight by Machado, Oliveira and Fernandes (2009).

struct Lab {
  double l = 0;
  double a = 0;
  double b = 0;
};

using Linear = std::array<double, 3>;

struct Sight {
  const char* name;
  std::array<double, 9> matrix;  // on linear RGB, row by row
};

inline constexpr std::array<Sight, 4> kSights{{
    {"normal", {1, 0, 0, 0, 1, 0, 0, 0, 1}},
    {"protan", {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998}},
    {"deutan", {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}},
    {"tritan", {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}},
}};

inline double toLinear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

inline Linear linearOf(const QColor& color) {
  return {toLinear(color.redF()), toLinear(color.greenF()), toLinear(color.blueF())};
}

inline double luminance(const QColor& color) {
  const Linear c = linearOf(color);
  return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}

inline double contrast(const QColor& one, const QColor& other) {
  const double a = luminance(one) + 0.05;
  const double b = luminance(other) + 0.05;
  return a > b ? a / b : b / a;
}

inline Lab labOf(const Linear& c) {
  const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = f((0.4124564 * c[0] + 0.3575761 * c[1] + 0.1804375 * c[2]) / 0.95047);
  const double y = f(0.2126729 * c[0] + 0.7151522 * c[1] + 0.0721750 * c[2]);
  const double z = f((0.0193339 * c[0] + 0.1191920 * c[1] + 0.9503041 * c[2]) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

inline Lab toLab(const QColor& color) {
  return labOf(linearOf(color));
}

inline Lab seenBy(const Sight& sight, const QColor& color) {
  const Linear c = linearOf(color);
  Linear out{};
  for (std::size_t row = 0; row < 3; ++row) {
    const double sum =
        sight.matrix[row * 3] * c[0] + sight.matrix[row * 3 + 1] * c[1] + sight.matrix[row * 3 + 2] * c[2];
    out[row] = std::fmin(1.0, std::fmax(0.0, sum));
  }
  return labOf(out);
}

inline double difference(const Lab& p, const Lab& q) {
  constexpr double kPi = std::numbers::pi;
  constexpr double kPow7 = 6103515625.0;  // 25 to the seventh
  const auto weight = [](double chroma) {
    const double c7 = std::pow(chroma, 7);
    return std::sqrt(c7 / (c7 + kPow7));
  };
  const double g = 0.5 * (1 - weight((std::hypot(p.a, p.b) + std::hypot(q.a, q.b)) / 2));
  const double a1 = p.a * (1 + g);
  const double a2 = q.a * (1 + g);
  const double c1 = std::hypot(a1, p.b);
  const double c2 = std::hypot(a2, q.b);
  const auto hue = [](double a, double b) {
    return a == 0 && b == 0 ? 0.0 : std::fmod(std::atan2(b, a) + 2 * kPi, 2 * kPi);
  };
  const double h1 = hue(a1, p.b);
  const double h2 = hue(a2, q.b);
  double dh = h2 - h1;
  if (dh > kPi) dh -= 2 * kPi;
  if (dh < -kPi) dh += 2 * kPi;
  if (c1 * c2 == 0) dh = 0;
  const double dL = q.l - p.l;
  const double dC = c2 - c1;
  const double dH = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2);
  double h = h1 + h2;
  if (c1 * c2 != 0) {
    if (std::fabs(h1 - h2) > kPi) h += h < 2 * kPi ? 2 * kPi : -2 * kPi;
    h /= 2;
  }
  const double l = (p.l + q.l) / 2;
  const double c = (c1 + c2) / 2;
  const double degree = kPi / 180;
  const double t = 1 - 0.17 * std::cos(h - 30 * degree) + 0.24 * std::cos(2 * h) + 0.32 * std::cos(3 * h + 6 * degree) -
                   0.20 * std::cos(4 * h - 63 * degree);
  const double sl = 1 + 0.015 * (l - 50) * (l - 50) / std::sqrt(20 + (l - 50) * (l - 50));
  const double sc = 1 + 0.045 * c;
  const double sh = 1 + 0.015 * c * t;
  const double turn = (h / degree - 275) / 25;
  const double rt = -2 * weight(c) * std::sin(60 * degree * std::exp(-turn * turn));
  const double x = dL / sl;
  const double y = dC / sc;
  const double z = dH / sh;
  return std::sqrt(x * x + y * y + z * z + rt * y * z);
}

}  // namespace flotilla::tests
