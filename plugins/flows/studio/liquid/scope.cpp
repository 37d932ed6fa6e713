#include "scope.hpp"

namespace studio::liquid {

const json* scope::pushed(std::string_view name) const {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
        if (frame->first == name) {
            return &frame->second;
        }
    }
    return nullptr;
}

const json* scope::find(std::string_view name) const {
    if (const json* in_loop = pushed(name)) {
        return in_loop;
    }
    if (const auto found = assigned_.find(name); found != assigned_.end()) {
        return &found->second;
    }
    return roots_.find(name);
}

bool scope::spend(const std::string& out) {
    if (++work_ > max_work) {
        fail("the template does too much");
    } else if (out.size() > max_output) {
        fail("the template writes more than 64 KiB");
    }
    return !failed();
}

bool scope::hold(std::size_t bytes) {
    held_ += bytes;
    if (held_ > max_held) {
        fail("the template holds more than 8 MiB");
    }
    return !failed();
}

void scope::fail(std::string text) {
    if (error_.empty()) {
        error_ = std::move(text);
    }
}

}  // namespace studio::liquid
