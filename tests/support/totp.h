// Codes of a second factor as an app on a phone makes them (RFC 6238: SHA-1, 30 seconds, six digits), so that tests
// depend on no code of the control plane. Thread: any; pure but for the clock.
#pragma once

#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QString>
#include <QtEndian>

namespace flotilla::test {

// Empty if it is no base32.
inline QByteArray fromBase32(const QString& text) {
  static const QString kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  QByteArray out;
  quint32 bits = 0;
  int held = 0;
  const QString letters = text.toUpper().remove('=').remove(' ');
  for (const QChar letter : letters) {
    const qsizetype value = kLetters.indexOf(letter);
    if (value < 0) return {};
    bits = bits << 5 | static_cast<quint32>(value);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    out.append(static_cast<char>(bits >> held & 0xFF));
  }
  return out;
}

// `ahead`: of a later step of 30 seconds; a code counts once, so the next log-in needs another one.
inline QString totp(const QString& secret, int ahead = 0, qint64 unixSeconds = QDateTime::currentSecsSinceEpoch()) {
  QByteArray counter(8, '\0');
  qToBigEndian<qint64>(unixSeconds / 30 + ahead, counter.data());
  const QByteArray hash = QMessageAuthenticationCode::hash(counter, fromBase32(secret), QCryptographicHash::Sha1);
  const int at = hash.back() & 0x0F;
  const quint32 number = qFromBigEndian<quint32>(hash.constData() + at) & 0x7FFFFFFF;
  return QString::number(number % 1'000'000).rightJustified(6, '0');
}

}  // namespace flotilla::test
