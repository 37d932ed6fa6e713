#include "host/config/read_yaml.hpp"

#include <map>
#include <sstream>

#include "host/config/text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace selat::config {
namespace {

constexpr std::size_t deepest = 100;
constexpr std::size_t most_nodes = 1'000'000;

// Stops yaml-cpp, which has no other way, once there is no point in reading on.
struct stop {};

std::uint32_t from_one(int counted_from_zero) {
    return counted_from_zero < 0 ? 0 : static_cast<std::uint32_t>(counted_from_zero) + 1;
}

std::size_t count(const node& tree) {
    std::size_t total = 1;
    for (const auto& item : tree.items) {
        total += count(item);
    }
    for (const auto& each : tree.members) {
        total += count(each.value);
    }
    return total;
}

class builder final : public YAML::EventHandler {
public:
    builder(const std::string& file, std::vector<fault>& faults) : file_(file), faults_(faults) {}

    node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        node value = at(mark, node::shape::null);
        value.plain = true;
        add(std::move(value), anchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        node value = at(mark, node::shape::scalar);
        value.text = text;
        value.plain = tag.empty() || tag == "?";
        if (value.plain &&
            (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")) {
            value.is = node::shape::null;
        }
        add(std::move(value), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end()) {
            refuse(mark, "an alias stands inside what it refers to");
        }
        spend(mark, count(known->second));
        node copy = known->second;
        add(std::move(copy), YAML::NullAnchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, node::shape::sequence, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, node::shape::mapping, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct unfinished {
        node value;
        YAML::anchor_t anchor;
        bool has_key = false;
        member next;
        std::map<std::string, std::uint32_t, std::less<>> lines;  // of the keys so far
    };

    node at(const YAML::Mark& mark, node::shape is) {
        spend(mark, 1);
        node value;
        value.is = is;
        value.line = from_one(mark.line);
        value.column = from_one(mark.column);
        return value;
    }

    void spend(const YAML::Mark& mark, std::size_t nodes) {
        nodes_ += nodes;
        if (nodes_ > most_nodes) {
            refuse(mark, "the document is too large; aliases may multiply it");
        }
    }

    void open(const YAML::Mark& mark, node::shape is, YAML::anchor_t anchor) {
        if (stack_.size() >= deepest) {
            refuse(mark, fmt::format("nested more than {} deep", deepest));
        }
        stack_.push_back({at(mark, is), anchor, false, {}, {}});
    }

    void close() {
        unfinished done = std::move(stack_.back());
        stack_.pop_back();
        add(std::move(done.value), done.anchor);
    }

    void add(node value, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            nodes_ += count(value);
            anchors_[anchor] = value;
        }
        if (stack_.empty()) {
            root_ = std::move(value);
            return;
        }
        auto& parent = stack_.back();
        if (parent.value.is == node::shape::sequence) {
            parent.value.items.push_back(std::move(value));
        } else if (!parent.has_key) {
            begin_member(parent, value);
        } else {
            end_member(parent, std::move(value));
        }
    }

    void begin_member(unfinished& parent, const node& key) {
        if (key.is == node::shape::sequence || key.is == node::shape::mapping) {
            faults_.push_back({{file_, key.line, key.column}, "a key must be a word"});
        }
        parent.has_key = true;
        parent.next = {key.text, key.line, key.column, {}};
    }

    void end_member(unfinished& parent, node value) {
        parent.has_key = false;
        auto& next = parent.next;
        const auto [first, added] = parent.lines.emplace(next.key, next.line);
        if (!added) {
            faults_.push_back(
                {{file_, next.line, next.column},
                 fmt::format("`{}` is already given in line {}", next.key, first->second)});
            return;
        }
        next.value = std::move(value);
        parent.value.members.push_back(std::move(next));
    }

    [[noreturn]] void refuse(const YAML::Mark& mark, std::string text) {
        faults_.push_back({{file_, from_one(mark.line), from_one(mark.column)}, std::move(text)});
        throw stop{};
    }

    const std::string& file_;
    std::vector<fault>& faults_;
    node root_;
    std::vector<unfinished> stack_;
    std::map<YAML::anchor_t, node> anchors_;
    std::size_t nodes_ = 0;
};

bool is_text(std::string_view text, const std::string& file, std::vector<fault>& faults) {
    const auto bad = first_not_utf8(text);
    if (bad == std::string_view::npos) {
        return true;
    }
    faults.push_back({place_at(text, bad, file), "not UTF-8 text"});
    return false;
}

}  // namespace

std::optional<node> read_yaml(std::string_view text, const std::string& file,
                              std::vector<fault>& faults) {
    if (!is_text(text, file, faults)) {
        return std::nullopt;
    }
    builder tree(file, faults);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(tree)) {
            return node{};
        }
        node root = tree.take();
        builder second(file, faults);
        if (parser.HandleNextDocument(second)) {
            const node extra = second.take();
            faults.push_back(
                {{file, extra.line, extra.column}, "a second document; a configuration is one"});
        }
        return root;
    } catch (const stop&) {
        return std::nullopt;
    } catch (const YAML::Exception& error) {
        faults.push_back({{file, from_one(error.mark.line), from_one(error.mark.column)},
                          "not valid YAML: " + error.msg});
    } catch (const std::exception& error) {
        faults.push_back({{file, 1, 1}, fmt::format("not valid YAML: {}", error.what())});
    }
    return std::nullopt;
}

}  // namespace selat::config
