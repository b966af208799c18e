#include <QtTest>

#include <sys/stat.h>

#include "services/controlplane/core/registry/blob_store.h"
#include "tests/registry/full_disk.h"

using namespace flotilla;
using controlplane::BlobStore;

namespace {

std::string textOf(const Status& status) {
  return status ? "ok" : status.error().reason;
}

}  // namespace

class TstBlobStore : public QObject {
  Q_OBJECT

  SystemFiles files_;
  SystemRandom random_;
  std::unique_ptr<QTemporaryDir> folder_;
  Path data_;

  std::unique_ptr<BlobStore> open() { return BlobStore::open(files_, random_, data_).value(); }
  std::size_t uploads() { return files_.list(data_ / "uploads").value().size(); }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    data_ = folder_->path().toStdString();
  }

  void a_finished_upload_is_found_under_its_digest() {
    const auto store = open();
    auto upload = store->begin().value();
    QVERIFY(upload->append("hello "));
    QVERIFY(upload->append("world"));
    QCOMPARE(upload->length(), std::uint64_t{11});
    QVERIFY(!store->find(sha256("hello world")));
    QVERIFY(upload->finish(sha256("hello world")));
    QCOMPARE(store->find(sha256("hello world"))->length, std::uint64_t{11});
    QCOMPARE(*store->read(sha256("hello world"), 100), std::string("hello world"));
    QCOMPARE(uploads(), std::size_t{0});
  }

  void the_path_is_blobs_sha256_two_digits_and_the_digest() {
    const auto store = open();
    const Digest digest = store->put("x").value();
    QCOMPARE(store->find(digest)->path, data_ / "blobs" / "sha256" / digest.hex().substr(0, 2) / digest.hex());
    struct stat info {};
    QCOMPARE(::stat(store->find(digest)->path.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777, mode_t{0600});
  }

  void an_empty_blob_is_a_blob() {
    const auto store = open();
    QCOMPARE(store->put("").value(), sha256(""));
    QCOMPARE(store->find(sha256(""))->length, std::uint64_t{0});
  }

  void a_wrong_digest_leaves_nothing() {
    const auto store = open();
    {
      auto upload = store->begin().value();
      QVERIFY(upload->append("content"));
      QCOMPARE(textOf(upload->finish(sha256("other"))), std::string("digest_mismatch"));
    }
    QVERIFY(!store->find(sha256("content")));
    QVERIFY(!store->find(sha256("other")));
    QCOMPARE(uploads(), std::size_t{0});
  }

  void a_dropped_upload_leaves_nothing() {
    const auto store = open();
    {
      auto upload = store->begin().value();
      QVERIFY(upload->append("half"));
      QCOMPARE(uploads(), std::size_t{1});
    }
    QCOMPARE(uploads(), std::size_t{0});
  }

  void a_finished_upload_takes_no_more() {
    const auto store = open();
    auto upload = store->begin().value();
    QVERIFY(upload->finish(sha256("")));
    QCOMPARE(textOf(upload->append("x")), std::string("upload_finished"));
    QCOMPARE(textOf(upload->finish(sha256(""))), std::string("upload_finished"));
  }

  void a_blob_that_is_there_is_kept() {
    const auto store = open();
    const Digest digest = store->put("same").value();
    const auto path = store->find(digest)->path;
    struct stat before {
    }, after{};
    QCOMPARE(::stat(path.c_str(), &before), 0);
    QCOMPARE(store->put("same").value(), digest);
    QCOMPARE(::stat(path.c_str(), &after), 0);
    QCOMPARE(after.st_ino, before.st_ino);
    QCOMPARE(uploads(), std::size_t{0});
  }

  void opening_empties_what_a_crash_left() {
    open();
    QVERIFY(files_.replace(data_ / "uploads" / "left-over", "half a blob"));
    open();
    QCOMPARE(uploads(), std::size_t{0});
  }

  void blobs_survive_a_restart() {
    const Digest digest = open()->put("kept").value();
    QCOMPARE(*open()->read(digest, 10), std::string("kept"));
  }

  void reading_is_limited_and_names_what_is_missing() {
    const auto store = open();
    const Digest digest = store->put("12345").value();
    QCOMPARE(store->read(digest, 4).error().reason, std::string("file_too_large"));
    QCOMPARE(store->read(sha256("absent"), 4).error().reason, std::string("no_blob"));
    QCOMPARE(store->find(sha256("absent")).error().reason, std::string("no_blob"));
    QCOMPARE(store->find(sha256("absent")).error().code, ErrorCode::NotFound);
  }

  void damaged_content_is_not_handed_out() {
    const auto store = open();
    const Digest digest = store->put("12345").value();
    QVERIFY(files_.replace(store->find(digest)->path, "12346"));
    QCOMPARE(store->read(digest, 10).error().reason, std::string("blob_damaged"));
  }

  void a_symbolic_link_is_not_a_blob() {
    const auto store = open();
    const Digest digest = store->put("12345").value();
    const Path path = store->find(digest)->path;
    QVERIFY(files_.rename(path, data_ / "elsewhere"));
    std::filesystem::create_symlink(data_ / "elsewhere", path);
    QVERIFY(!store->find(digest));
  }

  void a_full_disk_leaves_nothing() {
    FullDisk disk(100);
    const auto store = BlobStore::open(disk, random_, data_).value();
    {
      auto upload = store->begin().value();
      QVERIFY(upload->append(std::string(60, 'a')));
      QCOMPARE(textOf(upload->append(std::string(60, 'a'))), std::string("disk_full"));
    }
    QCOMPARE(uploads(), std::size_t{0});
    QCOMPARE(store->put(std::string(200, 'b')).error().code, ErrorCode::Exhausted);
    QCOMPARE(uploads(), std::size_t{0});
  }

  void two_uploads_of_one_content_both_succeed() {
    const auto store = open();
    auto first = store->begin().value();
    auto second = store->begin().value();
    QVERIFY(first->append("twin"));
    QVERIFY(second->append("twin"));
    QVERIFY(second->finish(sha256("twin")));
    QVERIFY(first->finish(sha256("twin")));
    first.reset();
    second.reset();
    QCOMPARE(uploads(), std::size_t{0});
    QCOMPARE(*store->read(sha256("twin"), 10), std::string("twin"));
  }
};

QTEST_GUILESS_MAIN(TstBlobStore)
#include "tst_blob_store.moc"
