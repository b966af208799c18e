// How much of something is in use, in all and per holder. Thread: the HTTP thread only, also for a lease's end.
// Lifetime: a lease may outlive the quota.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace flotilla::controlplane {

class Quota {
  struct Books {
    std::size_t used = 0;
    std::map<std::string, std::size_t> byHolder;
  };

 public:
  Quota(std::size_t most, std::size_t mostPerHolder)
      : most_(most), mostPerHolder_(mostPerHolder), books_(std::make_shared<Books>()) {}

  // What is taken is given back when it ends.
  class Lease {
   public:
    Lease(std::shared_ptr<Books> books, std::string holder, std::size_t amount)
        : books_(std::move(books)), holder_(std::move(holder)), amount_(amount) {}
    ~Lease() {
      books_->used -= amount_;
      const auto at = books_->byHolder.find(holder_);
      if ((at->second -= amount_) == 0) books_->byHolder.erase(at);
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

   private:
    std::shared_ptr<Books> books_;
    std::string holder_;
    std::size_t amount_;
  };

  // Null if that would be too much.
  std::unique_ptr<Lease> take(const std::string& holder, std::size_t amount) {
    std::size_t& held = books_->byHolder[holder];
    const bool fits = books_->used + amount <= most_ && held + amount <= mostPerHolder_;
    if (!fits) {
      if (held == 0) books_->byHolder.erase(holder);
      return nullptr;
    }
    held += amount;
    books_->used += amount;
    return std::make_unique<Lease>(books_, holder, amount);
  }
  std::size_t used() const { return books_->used; }

 private:
  std::size_t most_;
  std::size_t mostPerHolder_;
  std::shared_ptr<Books> books_;
};

}  // namespace flotilla::controlplane
