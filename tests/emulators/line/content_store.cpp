#include "tests/emulators/line/content_store.hpp"

namespace emulators::line {

void content_store::put(const std::string& message, std::string type, std::string bytes,
                        int not_ready) {
    const std::lock_guard lock(mutex_);
    entries_[message] = {std::move(type), std::move(bytes), not_ready, false};
}

void content_store::remove(const std::string& message) {
    const std::lock_guard lock(mutex_);
    if (const auto it = entries_.find(message); it != entries_.end()) {
        it->second = {.gone = true};
    }
}

stored_content content_store::take(const std::string& message) {
    const std::lock_guard lock(mutex_);
    const auto it = entries_.find(message);
    if (it == entries_.end()) {
        return {};
    }
    auto& found = it->second;
    if (found.gone) {
        return {content_state::gone, {}, {}};
    }
    if (found.not_ready > 0) {
        --found.not_ready;
        return {content_state::preparing, {}, {}};
    }
    return {content_state::ready, found.type, found.bytes};
}

void content_store::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
}

}  // namespace emulators::line
