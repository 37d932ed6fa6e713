#include "template.hpp"

#include "parse_template.hpp"

namespace studio::liquid {

namespace {
constexpr std::size_t max_source = 256 * 1024;
}

text text::compile(std::string_view source) {
    text out;
    out.source_ = source;
    if (source.size() > max_source) {
        out.error_ = "the template is larger than 256 KiB";
    } else if (source.find("{{") != source.npos || source.find("{%") != source.npos) {
        auto parsed = parse_template(out.source_);
        out.error_ = std::move(parsed.error);
        out.program_ = std::make_shared<const block>(std::move(parsed.nodes));
    }
    return out;
}

bool text::render(scope& in, std::string& out) const {
    if (!error_.empty()) {
        in.fail(error_);
        return false;
    }
    if (program_ == nullptr) {
        out += source_;
        return true;
    }
    render_block(*program_, in, out);
    in.spend(out);
    return !in.failed();
}

}  // namespace studio::liquid
