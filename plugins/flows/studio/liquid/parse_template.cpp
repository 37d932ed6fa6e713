#include "parse_template.hpp"

#include "parse_expression.hpp"

#include <optional>
#include <utility>

namespace studio::liquid {
namespace {

constexpr int max_depth = 40;

class parser {
public:
    explicit parser(const token_list& list) : tokens_(list.tokens), error_(list.error) {}

    parsed run() {
        block nodes = read_block();
        if (!failed() && at_ < tokens_.size()) {
            fail("'" + std::string(tag_name(tokens_[at_].body)) + "' closes nothing");
        }
        return {std::move(nodes), std::move(error_)};
    }

private:
    using reading = std::unique_ptr<node> (parser::*)(std::string_view);

    [[nodiscard]] bool failed() const { return !error_.empty(); }

    void fail(const std::string& text) {
        if (error_.empty()) {
            error_ = "line " + std::to_string(line_) + ": " + text;
        }
    }

    void check(const expression_reader& in) {
        if (!in.error().empty()) {
            fail(in.error());
        }
    }

    // Nodes up to a tag that closes or parts a block (left unread), or the end of the template.
    block read_block() {
        block nodes;
        if (++depth_ > max_depth) {
            fail("tags nest too deep");
        }
        while (!failed() && at_ < tokens_.size()) {
            const token& next = tokens_[at_];
            line_ = next.line;
            if (next.what == token::kind::tag && is_closing(tag_name(next.body))) {
                break;
            }
            ++at_;
            read_node(next, nodes);
        }
        --depth_;
        return nodes;
    }

    static bool is_closing(std::string_view name) {
        return name.starts_with("end") || name == "else" || name == "elsif" || name == "when";
    }

    void read_node(const token& from, block& into) {
        if (from.what == token::kind::text) {
            into.push_back(std::make_unique<text_node>(from.body));
        } else if (from.what == token::kind::output) {
            if (!from.body.empty()) {
                into.push_back(read_output(from.body));
            }
        } else if (auto made = read_tag(from.body)) {
            into.push_back(std::move(made));
        }
    }

    std::unique_ptr<node> read_tag(std::string_view body) {
        static constexpr std::pair<std::string_view, reading> tags[] = {
            {"if", &parser::read_if},
            {"unless", &parser::read_unless},
            {"case", &parser::read_case},
            {"for", &parser::read_for},
            {"tablerow", &parser::read_tablerow},
            {"assign", &parser::read_assign},
            {"capture", &parser::read_capture},
            {"cycle", &parser::read_cycle},
            {"increment", &parser::read_increment},
            {"decrement", &parser::read_decrement},
            {"echo", &parser::read_output},
            {"break", &parser::read_break},
            {"continue", &parser::read_continue},
            {"ifchanged", &parser::read_changed},
        };
        const auto name = tag_name(body);
        if (name == "#") {
            return nullptr;
        }
        for (const auto& [known, read] : tags) {
            if (known == name) {
                return (this->*read)(tag_rest(body));
            }
        }
        fail("there is no tag '" + std::string(body.substr(0, 20)) + "'");
        return nullptr;
    }

    // Takes the tag that must come next; its rest.
    std::string_view take(std::string_view name) {
        if (failed() || at_ >= tokens_.size() || tag_name(tokens_[at_].body) != name) {
            fail("'" + std::string(name) + "' is missing");
            return {};
        }
        return tag_rest(tokens_[at_++].body);
    }

    [[nodiscard]] bool comes(std::string_view name) const {
        return !failed() && at_ < tokens_.size() && tag_name(tokens_[at_].body) == name;
    }

    std::unique_ptr<node> read_output(std::string_view rest) {
        auto out = std::make_unique<output_node>();
        expression_reader in(rest);
        out->what = in.read_filtered();
        check(in);
        return out;
    }

    std::unique_ptr<node> read_assign(std::string_view rest) {
        auto out = std::make_unique<assign_node>();
        expression_reader in(rest);
        out->name = in.read_name();
        if (out->name.empty() || !in.take("=")) {
            in.fail("assign needs a name and '='");
        }
        out->what = in.read_filtered();
        check(in);
        return out;
    }

    std::unique_ptr<node> read_capture(std::string_view rest) {
        auto out = std::make_unique<capture_node>();
        expression_reader in(rest);
        out->name = read_label(in, "capture");
        out->body = read_block();
        take("endcapture");
        return out;
    }

    // A name, quoted or not, and nothing else.
    std::string read_label(expression_reader& in, std::string_view tag) {
        std::string name(in.read_name());
        if (name.empty()) {
            const auto quoted = in.read_value();
            name = quoted.what == expression::kind::literal ? to_text(quoted.literal) : "";
        }
        in.finish();
        if (name.empty()) {
            in.fail(std::string(tag) + " needs a name");
        }
        check(in);
        return name;
    }

    std::unique_ptr<node> read_counter(std::string_view rest, bool up) {
        auto out = std::make_unique<count_node>();
        expression_reader in(rest);
        out->name = read_label(in, up ? "increment" : "decrement");
        out->up = up;
        return out;
    }
    std::unique_ptr<node> read_increment(std::string_view rest) { return read_counter(rest, true); }
    std::unique_ptr<node> read_decrement(std::string_view rest) {
        return read_counter(rest, false);
    }

    std::vector<condition> read_condition(std::string_view rest) {
        expression_reader in(rest);
        auto terms = in.read_condition();
        check(in);
        return terms;
    }

    std::unique_ptr<node> read_branches(std::string_view rest, bool negated, std::string_view end) {
        auto out = std::make_unique<if_node>();
        out->branches.push_back({read_condition(rest), negated, {}});
        out->branches.back().body = read_block();
        bool closed = false;
        while (comes("elsif") || comes("else")) {
            const bool more = comes("elsif");
            const auto when = take(more ? "elsif" : "else");
            auto terms = more ? read_condition(when) : std::vector<condition>();
            auto body = read_block();
            if (!closed) {
                out->branches.push_back({std::move(terms), false, std::move(body)});
            }
            closed = closed || !more;
        }
        take(end);
        return out;
    }
    std::unique_ptr<node> read_if(std::string_view rest) {
        return read_branches(rest, false, "endif");
    }
    std::unique_ptr<node> read_unless(std::string_view rest) {
        return read_branches(rest, true, "endunless");
    }

    std::unique_ptr<node> read_case(std::string_view rest) {
        auto out = std::make_unique<case_node>();
        expression_reader in(rest);
        out->what = in.read_value();
        in.finish();
        check(in);
        read_block();  // what stands before the first `when` is never shown
        while (comes("when") || comes("else")) {
            case_node::branch branch;
            if (comes("when")) {
                branch.when = read_choices(take("when"));
            } else {
                take("else");
            }
            branch.body = read_block();
            out->branches.push_back(std::move(branch));
        }
        take("endcase");
        return out;
    }

    // Values between commas or `or`.
    std::vector<expression> read_choices(std::string_view rest) {
        std::vector<expression> out;
        expression_reader in(rest);
        do {
            out.push_back(in.read_value());
        } while (in.error().empty() && (in.take(",") || in.take_word("or")));
        in.finish();
        check(in);
        return out;
    }

    loop read_loop(expression_reader& in, std::optional<expression>* columns) {
        loop each;
        each.variable = in.read_name();
        if (each.variable.empty() || !in.take_word("in")) {
            in.fail("a loop needs 'NAME in LIST'");
        }
        each.over = in.read_value();
        each.name = each.variable + "-" +
                    (each.over.what == expression::kind::lookup ? each.over.name : "range");
        while (in.error().empty() && !in.at_end()) {
            in.take(",");
            read_loop_option(in, each, columns);
        }
        check(in);
        return each;
    }

    static void read_loop_option(expression_reader& in, loop& each,
                                 std::optional<expression>* columns) {
        if (in.take_word("reversed")) {
            each.reversed = true;
            return;
        }
        const auto name = in.read_name();
        if (name.empty() || !in.take(":")) {
            return in.fail("a loop takes limit:, offset:, cols: and reversed");
        }
        if (name == "offset" && in.take_word("continue")) {
            each.continues = true;
        } else if (name == "limit") {
            each.limit = in.read_value();
        } else if (name == "offset") {
            each.offset = in.read_value();
        } else if (name == "cols" && columns != nullptr) {
            *columns = in.read_value();
        } else {
            in.fail("a loop has no '" + std::string(name) + "'");
        }
    }

    std::unique_ptr<node> read_for(std::string_view rest) {
        auto out = std::make_unique<for_node>();
        expression_reader in(rest);
        out->each = read_loop(in, nullptr);
        out->body = read_block();
        if (comes("else")) {
            take("else");
            out->otherwise = read_block();
        }
        take("endfor");
        return out;
    }

    std::unique_ptr<node> read_tablerow(std::string_view rest) {
        auto out = std::make_unique<tablerow_node>();
        expression_reader in(rest);
        out->each = read_loop(in, &out->columns);
        out->body = read_block();
        take("endtablerow");
        return out;
    }

    std::unique_ptr<node> read_cycle(std::string_view rest) {
        auto out = std::make_unique<cycle_node>();
        out->key = rest;
        expression_reader in(rest);
        auto first = in.read_value();
        if (in.take(":")) {
            out->group = std::move(first);
            first = in.read_value();
        }
        out->values.push_back(std::move(first));
        while (in.error().empty() && in.take(",")) {
            out->values.push_back(in.read_value());
        }
        in.finish();
        check(in);
        return out;
    }

    std::unique_ptr<node> read_jump(std::string_view, scope::jump to) {
        auto out = std::make_unique<jump_node>();
        out->to = to;
        return out;
    }
    std::unique_ptr<node> read_break(std::string_view rest) {
        return read_jump(rest, scope::jump::out_of_loop);
    }
    std::unique_ptr<node> read_continue(std::string_view rest) {
        return read_jump(rest, scope::jump::to_next);
    }

    std::unique_ptr<node> read_changed(std::string_view) {
        auto out = std::make_unique<changed_node>();
        out->body = read_block();
        take("endifchanged");
        return out;
    }

    const std::vector<token>& tokens_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    int depth_ = 0;
    std::string error_;
};

}  // namespace

parsed parse_template(std::string_view source) {
    const token_list list = cut_tokens(source);
    return parser(list).run();
}

}  // namespace studio::liquid
