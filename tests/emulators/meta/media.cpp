#include "tests/emulators/meta/media.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators::meta {

medium read_medium(const json& description, std::string_view usual_type) {
    return {text_in(description, "content_type", usual_type), content_in(description),
            text_in(description, "name")};
}

std::string media_store::add(medium medium) {
    const std::lock_guard lock(mutex_);
    auto id = std::to_string(700'000'000'000'000 + ++count_);
    media_[id] = std::move(medium);
    return id;
}

std::optional<medium> media_store::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = media_.find(id);
    return found == media_.end() ? std::nullopt : std::optional(found->second);
}

bool media_store::remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    return media_.erase(std::string(id)) > 0;
}

std::string media_store::link_to(const std::string& id, std::int64_t until_ms) {
    const std::lock_guard lock(mutex_);
    auto name = "l" + std::to_string(++count_);
    links_[name] = {id, until_ms};
    return name;
}

std::optional<medium> media_store::linked(std::string_view link, std::int64_t now_ms) const {
    std::string id;
    {
        const std::lock_guard lock(mutex_);
        const auto found = links_.find(link);
        if (found == links_.end() || found->second.until_ms < now_ms) {
            return std::nullopt;
        }
        id = found->second.id;
    }
    return find(id);
}

void media_store::clear() {
    const std::lock_guard lock(mutex_);
    media_.clear();
    links_.clear();
}

}  // namespace emulators::meta
