#pragma once
// What the store's tests share: stores on a folder of their own, values, and calls that wait.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "host/model/ids.hpp"
#include "host/store/store.hpp"

namespace selat::store::test {

// A folder that goes with the object.
class folder {
public:
    folder();
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder();

    [[nodiscard]] std::string database() const { return (path_ / "selat.db").string(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::unique_ptr<store> open(const folder& folder, std::uint32_t readers = 1);

// Commits and waits for the outcome.
result<committed> commit(store& store, changes changes);

// Reads and waits for the answer.
template <class Ask>
auto ask(store& store, Ask question) {
    std::optional<decltype(question(std::declval<reader&>()))> answer;
    std::mutex mutex;
    std::condition_variable ready;
    store.read([&](reader& reader) {
        auto found = question(reader);
        const std::lock_guard lock(mutex);
        answer = std::move(found);
        ready.notify_one();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return answer.has_value(); });
    return std::move(*answer);
}

// Makes ids and small entities with everything a query looks at.
class maker {
public:
    explicit maker(std::uint64_t seed) : ids_(seed) {}

    model::id id(model::id_kind kind) { return ids_.make(kind, now(), 7); }
    model::time now() { return model::from_ms(1'700'000'000'000 + ++ticks_); }
    std::uint64_t below(std::uint64_t bound) { return ids_.random() % bound; }

    model::customer customer();
    model::address address(const model::id& customer, std::string channel, std::string address);
    model::conversation conversation(const model::address& address);
    model::message message(const model::conversation& conversation, std::uint64_t address_seq,
                           model::direction direction = model::direction::inbound);
    model::event created(const model::message& message);
    model::reservation reservation(const model::task& task, std::string agent);
    model::task task(const model::conversation& conversation, std::string queue);

private:
    model::id_source ids_;
    std::int64_t ticks_ = 0;
};

// Everything a value holds, as one text: for comparing and for messages of failures.
std::string told(const model::message& one);
std::string told(const model::conversation& one);
std::string told(const model::customer& one);
std::string told(const model::address& one);
std::string told(const profiled_customer& one);
std::string told(const model::task& one);
std::string told(const model::reservation& one);
std::string told(const model::event& one);
std::string told(const model::job& one);
std::string told(const delivery_key& one);
std::string told(const media& one);
inline std::string told(const std::string& one) { return one; }

template <class T>
std::string told(const std::vector<T>& values) {
    std::string out;
    for (const auto& value : values) {
        out += told(value) + "\n";
    }
    return out;
}

template <class T>
std::string told(const std::optional<T>& value) {
    return value ? told(*value) : "none";
}

template <class T>
std::string told(const listing<T>& values) {
    return told(values.items) + "next " + values.next;
}

template <class T>
std::string told(const result<T>& value) {
    return value ? told(*value) : std::string("failed: ") + name_of(value.error().code);
}

}  // namespace selat::store::test
