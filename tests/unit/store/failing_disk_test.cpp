// A disk that takes no more: a limit on the size of files stands for it.

#include "support.hpp"

#include <csignal>

#include <catch2/catch.hpp>
#include <sys/resource.h>

using namespace selat;
using namespace selat::store;
using namespace selat::store::test;

namespace {

class full_disk {
public:
    full_disk() {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        auto limit = before_;
        limit.rlim_cur = 4096;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;
    ~full_disk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

changes value(const std::string& text) {
    changes changes;
    changes.plugin_values.push_back({"line", "k", text});
    maker make(std::hash<std::string>{}(text));
    changes.messages.push_back(make.message({}, 1));
    return changes;
}

}  // namespace

TEST_CASE("on a full disk every commit fails, and the next after it succeeds") {
    folder files;
    const auto store = open(files);
    const auto first = commit(*store, value("before"));
    REQUIRE(first);
    {
        const full_disk full;
        std::vector<code> codes;
        for (int i = 0; i < 20; ++i) {
            store->commit(value("lost" + std::to_string(i)), [&](result<committed> done) {
                codes.push_back(done ? code::ok : done.error().code);
            });
        }
        CHECK_FALSE(commit(*store, value("lost too")));
        CHECK_FALSE(store->writable());
        CHECK(codes == std::vector<code>(20, code::unavailable));
        const auto kept = ask(*store, [](reader& reader) { return reader.plugin_values("line"); });
        REQUIRE((kept && kept->size() == 1));
        CHECK(kept->front().value == "before");
    }
    const auto after = commit(*store, value("after"));
    REQUIRE(after);
    CHECK(store->writable());
    CHECK(after->first_position == first->first_position + 1);
    CHECK(ask(*store, [](reader& reader) { return reader.plugin_values("line"); })->front().value ==
          "after");
}
