#include "tests/emulators/common/json_answer.hpp"
#include "tests/emulators/line/check.hpp"

namespace emulators::line {
namespace {

constexpr std::size_t bubble_bytes_max = 30 * 1024;
constexpr std::size_t carousel_bytes_max = 50 * 1024;
constexpr std::size_t bubbles_max = 12;
constexpr int depth_max = 10;

void check_component(checker& out, const json& component, const std::string& path, int depth);

void check_box(checker& out, const json& box, const std::string& path, int depth) {
    out.one_of(box, "layout", path, {"horizontal", "vertical", "baseline"});
    if (depth >= depth_max) {
        return out.fault(path, "nested too deeply");
    }
    const auto& contents = out.list(box, "contents", path, 0, 1000);
    for (std::size_t at = 0; at < contents.size(); ++at) {
        check_component(out, contents[at], path + ".contents[" + std::to_string(at) + "]",
                        depth + 1);
    }
}

void check_text(checker& out, const json& text, const std::string& path) {
    if (text.contains("contents")) {
        out.list(text, "contents", path, 1, 1000);
    } else {
        out.text(text, "text", path, 2000);
    }
    out.one_of(text, "weight", path, {"regular", "bold"}, false);
}

void check_component(checker& out, const json& component, const std::string& path, int depth) {
    const auto type = text_in(component, "type");
    if (type == "box") {
        check_box(out, component, path, depth);
    } else if (type == "text") {
        check_text(out, component, path);
    } else if (type == "button") {
        check_action(out, member(component, "action"), path + ".action", action_place::flex_button);
        out.one_of(component, "style", path, {"primary", "secondary", "link"}, false);
        out.one_of(component, "height", path, {"sm", "md"}, false);
    } else if (type == "image" || type == "icon") {
        out.https_url(component, "url", path);
    } else if (type == "video") {
        out.https_url(component, "url", path);
        out.https_url(component, "previewUrl", path);
    } else if (type != "separator" && type != "filler" && type != "span") {
        out.fault(path + ".type", "unknown type");
    }
}

void check_bubble(checker& out, const json& bubble, const std::string& path) {
    if (text_in(bubble, "type") != "bubble") {
        return out.fault(path + ".type", "must be bubble");
    }
    if (bubble.dump().size() > bubble_bytes_max) {
        out.fault(path, "The size of the bubble must be at most 30 KB");
    }
    out.one_of(bubble, "size", path, {"nano", "micro", "deca", "hecto", "kilo", "mega", "giga"},
               false);
    out.one_of(bubble, "direction", path, {"ltr", "rtl"}, false);
    bool anything = false;
    for (const char* block : {"header", "hero", "body", "footer"}) {
        if (bubble.contains(block)) {
            anything = true;
            check_component(out, bubble[block], path + "." + block, 0);
        }
    }
    if (!anything) {
        out.fault(path, "At least one block must be specified");
    }
}

}  // namespace

void check_flex(checker& out, const json& message, const std::string& path) {
    out.text(message, "altText", path, 1500);
    const auto& contents = member(message, "contents");
    const auto inner = path + ".contents";
    if (text_in(contents, "type") != "carousel") {
        return check_bubble(out, contents, inner);
    }
    if (contents.dump().size() > carousel_bytes_max) {
        out.fault(inner, "The size of the carousel must be at most 50 KB");
    }
    const auto& bubbles = out.list(contents, "contents", inner, 1, bubbles_max);
    for (std::size_t at = 0; at < bubbles.size(); ++at) {
        check_bubble(out, bubbles[at], inner + ".contents[" + std::to_string(at) + "]");
    }
}

}  // namespace emulators::line
