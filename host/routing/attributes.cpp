#include "host/routing/attributes.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace selat::routing {

// Takes the parser's events straight into the flat tree.
class attributes::reader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit reader(attributes& into) : into_(into) { into_.nodes_.clear(); }

    bool null() override { return append(attributes::kind::null) != none; }
    bool boolean(bool value) override {
        const auto at = append(attributes::kind::boolean);
        into_.nodes_[at].boolean = value;
        return true;
    }
    bool number_integer(number_integer_t value) override {
        return number(static_cast<double>(value), true);
    }
    bool number_unsigned(number_unsigned_t value) override {
        return number(static_cast<double>(value), true);
    }
    bool number_float(number_float_t value, const string_t&) override {
        return number(value, false);
    }
    bool string(string_t& value) override {
        const auto at = append(attributes::kind::text);
        into_.nodes_[at].text_at = keep(value);
        into_.nodes_[at].text_size = static_cast<std::uint32_t>(value.size());
        return true;
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(attributes::kind::object); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(attributes::kind::array); }
    bool end_array() override { return close(); }
    bool key(string_t& value) override {
        key_at_ = keep(value);
        key_size_ = static_cast<std::uint32_t>(value.size());
        return true;
    }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::json::exception&) override {
        position_ = position;
        return false;
    }

    [[nodiscard]] std::size_t position() const { return position_; }

private:
    static constexpr std::size_t deepest = 64;

    std::uint32_t keep(const std::string& text) {
        const auto at = static_cast<std::uint32_t>(into_.texts_.size());
        into_.texts_ += text;
        return at;
    }

    bool number(double value, bool integral) {
        const auto at = append(attributes::kind::number);
        into_.nodes_[at].number = value;
        into_.nodes_[at].integral = integral;
        return true;
    }

    std::uint32_t append(attributes::kind kind) {
        auto& nodes = into_.nodes_;
        const auto at = static_cast<std::uint32_t>(nodes.size());
        auto& made = nodes.emplace_back();
        made.kind = kind;
        made.key_at = key_at_;
        made.key_size = key_size_;
        key_size_ = 0;
        if (!open_.empty()) {
            auto& parent = nodes[open_.back()];
            (parent.last == none ? parent.first : nodes[parent.last].next) = at;
            parent.last = at;
        }
        return at;
    }

    bool open(attributes::kind kind) {
        if (open_.size() >= deepest) {
            return false;
        }
        open_.push_back(append(kind));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    attributes& into_;
    std::vector<std::uint32_t> open_;
    std::uint32_t key_at_ = 0;
    std::uint32_t key_size_ = 0;
    std::size_t position_ = 0;
};

attributes::attributes() { nodes_.emplace_back().kind = kind::object; }

result<attributes> attributes::parse(std::string_view json) {
    attributes parsed;
    reader events(parsed);
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &events)) {
        return fail(code::invalid, events.position() == 0
                                       ? std::string{"nested too deeply"}
                                       : "not JSON at byte " + std::to_string(events.position()));
    }
    if (parsed.nodes_.front().kind != kind::object) {
        return fail(code::invalid, "not a JSON object");
    }
    return parsed;
}

attributes attributes::parse_or_empty(std::string_view json) {
    auto parsed = parse(json);
    return parsed ? std::move(*parsed) : attributes{};
}

attributes::kind attributes::value::kind() const {
    return owner_ == nullptr ? attributes::kind::null : owner_->nodes_[index_].kind;
}

bool attributes::value::boolean() const {
    return owner_ != nullptr && owner_->nodes_[index_].boolean;
}

double attributes::value::number() const {
    return owner_ == nullptr ? 0 : owner_->nodes_[index_].number;
}

bool attributes::value::integral() const {
    return owner_ != nullptr && owner_->nodes_[index_].integral;
}

std::string_view attributes::value::text() const {
    if (owner_ == nullptr) {
        return {};
    }
    const auto& node = owner_->nodes_[index_];
    return std::string_view{owner_->texts_}.substr(node.text_at, node.text_size);
}

std::string_view attributes::value::key() const {
    if (owner_ == nullptr) {
        return {};
    }
    const auto& node = owner_->nodes_[index_];
    return std::string_view{owner_->texts_}.substr(node.key_at, node.key_size);
}

attributes::value attributes::value::member(std::string_view name) const {
    value found;
    if (kind() == attributes::kind::object) {
        for (auto child = first(); child; child = child.next()) {
            if (child.key() == name) {
                found = child;
            }
        }
    }
    return found;
}

attributes::value attributes::value::element(std::size_t index) const {
    if (kind() != attributes::kind::array) {
        return {};
    }
    auto child = first();
    while (child && index-- > 0) {
        child = child.next();
    }
    return child;
}

attributes::value attributes::value::first() const {
    if (owner_ == nullptr || owner_->nodes_[index_].first == none) {
        return {};
    }
    return {owner_, owner_->nodes_[index_].first};
}

attributes::value attributes::value::next() const {
    if (owner_ == nullptr || owner_->nodes_[index_].next == none) {
        return {};
    }
    return {owner_, owner_->nodes_[index_].next};
}

void attributes::value::append_key(std::string& out) const {
    switch (kind()) {
    case attributes::kind::null: out += 'n'; break;
    case attributes::kind::boolean: out += boolean() ? 't' : 'f'; break;
    case attributes::kind::number: {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, number()).ptr;
        out.append("#").append(digits, end).append(";");
        break;
    }
    case attributes::kind::text:
        out.append("'").append(std::to_string(text().size())).append(":").append(text());
        break;
    case attributes::kind::array:
    case attributes::kind::object:
        out += kind() == attributes::kind::array ? '[' : '{';
        for (auto child = first(); child; child = child.next()) {
            out.append(std::to_string(child.key().size())).append(":").append(child.key());
            child.append_key(out);
        }
        out += ']';
        break;
    }
}

}  // namespace selat::routing
