#include "line_content.hpp"

namespace voice {
namespace {

bool asks(std::string_view state) {
    return state == "gather" || state == "record" || state == "dial";
}

}  // namespace

json call_in(std::string_view content) {
    const auto read = parse(content);
    const auto& call = member(read, "call");
    return call.is_object() ? call : json::object();
}

bool steers(std::string_view state) { return !state.empty() && state != "say" && !asks(state); }

bool is_asking(std::string_view content) { return asks(text_of(call_in(content), "state")); }

bool is_words(std::string_view content) {
    const auto read = parse(content);
    return read.is_object() && !read.contains("call");
}

}  // namespace voice
