// Stands before a server and hands on each of its answers late. Thread: one with an event loop.
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <chrono>

namespace flotilla::test {

class SlowRelay : public QTcpServer {
 public:
  SlowRelay(QString host, quint16 port, std::chrono::milliseconds delay)
      : host_(std::move(host)), port_(port), delay_(delay) {
    listen(QHostAddress::LocalHost);
  }

 protected:
  void incomingConnection(qintptr descriptor) override {
    auto* client = new QTcpSocket(this);
    auto* server = new QTcpSocket(client);
    client->setSocketDescriptor(descriptor);
    connect(server, &QTcpSocket::connected, client, [=] { server->write(client->readAll()); });
    connect(client, &QTcpSocket::readyRead, server, [=] {
      if (server->state() == QTcpSocket::ConnectedState) server->write(client->readAll());
    });
    // Timers of one length fire in the order in which they were started.
    connect(server, &QTcpSocket::readyRead, client, [=, this] {
      QTimer::singleShot(delay_, Qt::PreciseTimer, client, [=, bytes = server->readAll()] { client->write(bytes); });
    });
    connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    server->connectToHost(host_, port_);
  }

 private:
  const QString host_;
  const quint16 port_;
  const std::chrono::milliseconds delay_;
};

}  // namespace flotilla::test
