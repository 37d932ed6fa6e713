#pragma once
// A compiled template: nodes that write themselves.

#include "expression.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace studio::liquid {

class node {
public:
    node() = default;
    node(const node&) = delete;
    node& operator=(const node&) = delete;
    virtual ~node() = default;
    virtual void render(scope& in, std::string& out) const = 0;
};

using block = std::vector<std::unique_ptr<node>>;

/// Writes nodes until one jumps out of a loop or fails.
void render_block(const block& nodes, scope& in, std::string& out);

struct text_node : node {
    explicit text_node(std::string_view written) : text(written) {}
    void render(scope& in, std::string& out) const override;
    std::string text;
};

struct output_node : node {
    void render(scope& in, std::string& out) const override;
    filtered what;
};

struct assign_node : node {
    void render(scope& in, std::string& out) const override;
    std::string name;
    filtered what;
};

struct capture_node : node {
    void render(scope& in, std::string& out) const override;
    std::string name;
    block body;
};

/// increment prints before it adds one, decrement after it takes one.
struct count_node : node {
    void render(scope& in, std::string& out) const override;
    std::string name;
    bool up = true;
};

/// if, elsif, else, unless: the first branch whose condition holds.
struct if_node : node {
    struct branch {
        std::vector<condition> when;  // empty: else
        bool negated = false;
        block body;
    };
    void render(scope& in, std::string& out) const override;
    std::vector<branch> branches;
};

struct case_node : node {
    struct branch {
        std::vector<expression> when;  // empty: else
        block body;
    };
    void render(scope& in, std::string& out) const override;
    expression what;
    std::vector<branch> branches;
};

/// What for and tablerow walk through.
struct loop {
    std::string variable;
    std::string name;  // "variable-collection"
    expression over;
    std::optional<expression> limit;
    std::optional<expression> offset;
    bool continues = false;  // offset:continue
    bool reversed = false;

    [[nodiscard]] std::vector<json> elements(scope& in) const;
};

struct for_node : node {
    void render(scope& in, std::string& out) const override;
    loop each;
    block body;
    block otherwise;
};

struct tablerow_node : node {
    void render(scope& in, std::string& out) const override;
    loop each;
    std::optional<expression> columns;
    block body;
};

struct cycle_node : node {
    void render(scope& in, std::string& out) const override;
    std::optional<expression> group;
    std::string key;  // of an unnamed group: the tag's text
    std::vector<expression> values;
};

struct jump_node : node {
    void render(scope& in, std::string& out) const override;
    scope::jump to = scope::jump::out_of_loop;
};

/// ifchanged: its text when that differs from the last time.
struct changed_node : node {
    void render(scope& in, std::string& out) const override;
    block body;
};

}  // namespace studio::liquid
