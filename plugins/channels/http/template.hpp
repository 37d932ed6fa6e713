#pragma once
// Text with holes: "{to|digits}", "Bearer {secret.token}". What comes into a hole is written as the
// place needs it, so that nobody's text becomes part of a URL, a form, a document or a header.

#include "fault.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace http {

// Where a text goes.
enum class writing { plain, url, form, xml, header };

// A value changed by filters: plus, digits, lower, upper, sha256, base64. Checked by check_filter.
std::string filtered(std::string text, const std::vector<std::string>& filters,
                     const selat::crypto* crypto);
void check_filter(std::string_view filter, const place& at);

// The names that holes may have; beside them "values.NAME" and "secret.NAME".
using names = std::vector<std::string_view>;

// What the channel's options hold for templates.
struct settings {
    std::map<std::string, json, std::less<>> values;          // texts
    std::map<std::string, std::string, std::less<>> secrets;  // handles
    const selat::crypto* crypto = nullptr;                    // outlives what is made with it

    // Of "values.NAME"; null for any other name.
    [[nodiscard]] const json& value_of(std::string_view name) const;
};

// The value behind a name.
using lookup = std::function<const json&(std::string_view name)>;

class text_template {
public:
    text_template() = default;
    // A fault names a hole that is unknown; "PREFIX*" among the names stands for all that begin so.
    text_template(std::string_view text, const names& known, const settings& settings,
                  const place& at);

    [[nodiscard]] bool given() const { return !pieces_.empty(); }
    [[nodiscard]] bool has_secret() const { return secret_; }
    [[nodiscard]] std::string fill(writing how, const lookup& find) const;
    // The value itself where the whole text is one hole without filters; else the filled text.
    [[nodiscard]] json value(const lookup& find) const;
    // The same as JSON text, with handles of secrets as they are.
    void write_json(const lookup& find, std::string& out) const;
    // Whether it has holes and all of them are empty.
    [[nodiscard]] bool is_void(const lookup& find) const;

private:
    enum class kind { words, hole, secret };
    struct piece {
        kind what = kind::words;
        std::string text;  // words, name of the hole, or handle
        std::vector<std::string> filters;
    };

    void read_hole(std::string_view hole, const names& known, const settings& settings,
                   const place& at);

    [[nodiscard]] std::string fill_hole(const piece& from, const lookup& find) const;

    std::vector<piece> pieces_;
    const selat::crypto* crypto_ = nullptr;
    bool secret_ = false;
};

// A JSON document whose texts are templates.
class json_template {
public:
    json_template() = default;
    json_template(const json& from, const names& known, const settings& settings, const place& at);

    // Members whose holes are all empty are left out. No text from outside has a "{" in the result
    // that was not written as \u007b.
    [[nodiscard]] std::string fill(const lookup& find) const;

private:
    struct node {
        json fixed;  // for anything that is no text, list or mapping
        text_template text;
        std::vector<std::string> keys;  // of a mapping, in the order of `below`
        std::vector<node> below;
        char shape = 'f';  // f: fixed, t: text, o: mapping, a: list
    };
    static node read(const json& from, const names& known, const settings& settings,
                     const place& at, int depth);
    static void write(const node& from, const lookup& find, std::string& out);

    node root_;
};

}  // namespace http
