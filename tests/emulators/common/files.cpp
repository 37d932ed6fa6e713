#include "tests/emulators/common/files.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators {

file read_file(const json& description, std::string_view usual_type) {
    return {text_in(description, "content_type", usual_type), content_in(description),
            text_in(description, "name")};
}

std::string file_store::add(file file, std::int64_t until_ms) {
    const std::lock_guard lock(mutex_);
    auto link = "f" + std::to_string(files_.size() + 1);
    files_[link] = {std::move(file), until_ms};
    return link;
}

std::optional<file> file_store::find(std::string_view link, std::int64_t now_ms) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(link);
    if (found == files_.end() || found->second.until_ms < now_ms) {
        return std::nullopt;
    }
    return found->second.file;
}

void file_store::clear() {
    const std::lock_guard lock(mutex_);
    files_.clear();
}

}  // namespace emulators
