#include "liquid/order.hpp"
#include "liquid/template.hpp"

#include <cstdint>
#include <limits>

#include <catch2/catch.hpp>

namespace {

using studio::liquid::json;

class fixed_roots : public studio::liquid::roots {
public:
    explicit fixed_roots(json names) : names_(std::move(names)) {}
    const json* find(std::string_view name) const override {
        const auto found = names_.find(std::string(name));
        return found == names_.end() ? nullptr : &*found;
    }

private:
    json names_;
};

const json& names() {
    static const json all = json::parse(R"({
        "flow": {"variables": {"n": "\n  3\n", "name": "Siti", "nothing": null, "no": false, "empty": "",
                               "zero": 0, "count": "2", "text": "{{ flow.variables.name }}",
                               "blank": " \u00a0 ", "price": "4.5", "list": ["b","a","c"]},
                 "channel": {"address": "CH1"}},
        "widgets": {"Send-To-Bot": {"parsed": {"x": 7, "answers": ["ya","tidak"], "who": {"name": "Ali", "age": 9}}},
                    "f": {"parsed": {"x": "fx"}}, "1st": {"Digits": "42"}},
        "trigger": {"call": {"SipHeader_X-Foo": "sip"}, "message": {"Body": "Hello"}},
        "people": [{"n": "Ann", "a": 3, "k": true}, {"n": "bob", "a": 1}, {"n": "Cid", "a": 2, "k": true}],
        "nested": [[1, 2], [3, [4]]],
        "mixed": [3, "x", null, 1.5, "X"],
        "twenty": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20],
        "index": 1, "key": "who", "html": "<b>Tom & \"Jerry\"</b>", "lines": "a\nb\r\nc"
    })");
    return all;
}

std::string rendered(std::string_view source) {
    const auto text = studio::liquid::text::compile(source);
    const fixed_roots roots(names());
    studio::liquid::scope scope(roots, 1'772'700'000'000);
    std::string out;
    return text.render(scope, out) ? out : "ERROR " + scope.error();
}

struct row {
    const char* source;
    const char* result;
};

void check(const std::vector<row>& rows) {
    for (const auto& each : rows) {
        INFO(each.source);
        CHECK(rendered(each.source) == each.result);
    }
}

}  // namespace

TEST_CASE("names find what Studio's flows ask for") {
    check({
        {"plain", "plain"},
        {"{{ flow.variables.name }}", "Siti"},
        {"{{flow.variables. name}}", "Siti"},
        {"{{ widgets. f .parsed.x }}", "fx"},
        {"{{widgets.Send-To-Bot.parsed.x}}", "7"},
        {"{{trigger.call.SipHeader_X-Foo}}", "sip"},
        {"{{widgets.1st.Digits}}", "42"},
        {"{{ widgets['Send-To-Bot'].parsed['answers'][0] }}", "ya"},
        {"{{ widgets.Send-To-Bot.parsed.answers[index] }}", "tidak"},
        {"{{ widgets.Send-To-Bot.parsed[key].name }}", "Ali"},
        {"{{ widgets.Send-To-Bot.parsed.answers.first }}", "ya"},
        {"{{ widgets.Send-To-Bot.parsed.answers.last }}", "tidak"},
        {"{{ widgets.Send-To-Bot.parsed.answers[-1] }}", "tidak"},
        {"{{ widgets.Send-To-Bot.parsed.answers.size }}", "2"},
        {"{{ flow.variables.name.size }}", "4"},
        {"[{{ unknown }}][{{ flow.unknown.deeper.still }}][{{ flow.variables.nothing }}]",
         "[][][]"},
        {"{{ widgets.Send-To-Bot.parsed.answers }}", "yatidak"},
        {"{{ widgets.Send-To-Bot.parsed.who }}", R"({"age":9,"name":"Ali"})"},
        {"{{ flow.variables.no }}", "false"},
        {"{{ flow.variables.text }}", "{{ flow.variables.name }}"},
        {"{{}}{{ }}", ""},
        {"a }} b %} { c", "a }} b %} { c"},
        {"{\"a\":{\"b\":\"{{flow.variables.name}}\"}}", "{\"a\":{\"b\":\"Siti\"}}"},
    });
}

TEST_CASE("numbers in texts count as numbers") {
    check({
        {"{{ flow.variables.n | plus: 1 }}", "4"},
        {"{{ flow.variables.count | plus: '1' }}", "3"},
        {"{{ flow.variables.count | minus: 5 }}", "-3"},
        {"{{ unknown | plus: 1 }}", "1"},
        {"{{ flow.variables.price | plus: 1 }}", "5.5"},
        {"{{ 3 | times: 4 }}", "12"},
        {"{{ 10 | divided_by: 3 }}", "3"},
        {"{{ -10 | divided_by: 3 }}", "-4"},
        {"{{ 10 | divided_by: 4.0 }}", "2.5"},
        {"{{ 10 | modulo: 3 }}", "1"},
        {"{{ -7 | modulo: 3 }}", "2"},
        {"{{ -7 | abs }}", "7"},
        {"{{ '-7.5' | abs }}", "7.5"},
        {"{{ 1.2 | ceil }}{{ 1.8 | floor }}{{ 1.5 | round }}", "212"},
        {"{{ 1.2345 | round: 2 }}", "1.23"},
        {"{{ 3.0 }}", "3.0"},
        {"{{ 4 | at_least: 5 }}{{ 4 | at_most: 3 }}", "53"},
        {"{{ 9223372036854775807 | plus: 1 }}", "9.223372036854776e+18"},
        {"{{ 1 | divided_by: 0 }}", "ERROR divided by 0"},
        {"{% if flow.variables.n == 3 %}y{% endif %}", "y"},
        {"{% if flow.variables.n > 2 %}y{% endif %}", "y"},
        {"{% if flow.variables.count < '10' %}y{% endif %}", "y"},
        {"{% if flow.variables.name > 3 %}y{% else %}n{% endif %}", "n"},
    });
}

TEST_CASE("the counter idiom counts") {
    const char* counter = "{% if flow.variables.tries %}\n{{ flow.variables.tries | plus: 1 }}\n"
                          "{% else %}\n1\n{% endif %}";
    CHECK(rendered(counter) == "\n1\n");
    const char* next = "{% if flow.variables.n %}\n{{ flow.variables.n | plus: 1 }}\n{% endif %}";
    CHECK(rendered(next) == "\n4\n");
}

TEST_CASE("text filters do as Shopify's") {
    check({
        {"{{ 'Sí Ñ' | downcase }}{{ 'straße ж' | upcase }}", "sí ñSTRAßE Ж"},
        {"{{ 'hELLO wORLD' | capitalize }}", "Hello world"},
        {"[{{ '  a b ' | strip }}][{{ '  a ' | lstrip }}][{{ ' a  ' | rstrip }}]", "[a b][a ][ a]"},
        {"{{ 'a' | append: 'b' | prepend: 'c' }}", "cab"},
        {"{{ 'banana' | replace: 'a', 'o' }}", "bonono"},
        {"{{ 'banana' | replace_first: 'a', 'o' }}", "bonana"},
        {"{{ 'banana' | replace_last: 'a', 'o' }}", "banano"},
        {"{{ 'banana' | remove: 'an' }}{{ 'banana' | remove_first: 'an' }}", "babana"},
        {"{{ 'banana' | remove_last: 'an' }}", "bana"},
        {"{{ 'abcdefgh' | truncate: 6 }}|{{ 'ab' | truncate: 6 }}", "abc...|ab"},
        {"{{ 'abcdefgh' | truncate: 5, '' }}", "abcde"},
        {"{{ 'one two three four' | truncatewords: 2 }}", "one two..."},
        {"{{ 'one two' | truncatewords: 3, '--' }}", "one two"},
        {"{{ 'a,b,,c,,' | split: ',' | size }}", "4"},
        {"{{ 'abc' | split: '' | join: '-' }}", "a-b-c"},
        {"{{ 'héllo' | slice: 1, 3 }}{{ 'héllo' | slice: -2, 2 }}{{ 'abc' | slice: 9 }}", "élllo"},
        {"{{ 'héllo' | size }}", "5"},
        {"{{ 'a' | default: 'b' }}{{ unknown | default: 'b' }}{{ '' | default: 'c' }}", "abc"},
        {"{{ false | default: 'x' }}{{ false | default: 'x', allow_false: true }}", "xfalse"},
        {"{{ flow.variables.list | to_json }}", R"(["b","a","c"])"},
        {"{{ flow.variables.name | to_json }}", "\"Siti\""},
        {"{{ unknown | to_json }}", "null"},
        {"{{ html | escape }}", "&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;"},
        {"{{ '1 < 2 &amp; 3' | escape_once }}", "1 &lt; 2 &amp; 3"},
        {"{{ 'a b&c/ü' | url_encode }}", "a+b%26c%2F%C3%BC"},
        {"{{ 'a+b%26c%2F%C3%BC%' | url_decode }}", "a b&c/ü%"},
        {"{{ '<p>a</p><script>x</script><!-- n -->b' | strip_html }}", "ab"},
        {"{{ lines | newline_to_br }}", "a<br />\nb<br />\nc"},
        {"{{ lines | strip_newlines }}", "abc"},
        {"{{ 'Héllo?' | base64_encode }}", "SMOpbGxvPw=="},
        {"{{ 'SMOpbGxvPw==' | base64_decode }}", "Héllo?"},
        {"{{ '>>>?' | base64_url_safe_encode }}", "Pj4-Pw=="},
        {"{{ 'a*' | base64_decode }}", "ERROR text that is not base64"},
    });
}

TEST_CASE("list filters do as Shopify's") {
    check({
        {"{{ flow.variables.list | sort | join: ',' }}", "a,b,c"},
        {"{{ flow.variables.list | reverse | join }}", "c a b"},
        {"{{ flow.variables.list | first }}{{ flow.variables.list | last }}", "bc"},
        {"{{ people | map: 'n' | join: ',' }}", "Ann,bob,Cid"},
        {"{{ people | sort: 'a' | map: 'n' | join: ',' }}", "bob,Cid,Ann"},
        {"{{ people | map: 'n' | sort_natural | join: ',' }}", "Ann,bob,Cid"},
        {"{{ people | map: 'n' | sort | join: ',' }}", "Ann,Cid,bob"},
        {"{{ people | where: 'k' | map: 'n' | join: ',' }}", "Ann,Cid"},
        {"{{ people | where: 'a', 1 | map: 'n' | join: ',' }}", "bob"},
        {"{{ people | reject: 'k' | map: 'n' | join: ',' }}", "bob"},
        {"{% assign p = people | find: 'n', 'Cid' %}{{ p.a }}", "2"},
        {"{{ people | find_index: 'n', 'bob' }}{{ people | has: 'n', 'x' }}", "1false"},
        {"{{ people | sum: 'a' }}", "6"},
        {"{{ nested | join: ',' }}", "1,2,3,4"},
        {"{{ nested | sum }}", "10"},
        {"{{ mixed | compact | size }}", "4"},
        {"{{ 'a,b,a' | split: ',' | uniq | join: ',' }}", "a,b"},
        {"{{ flow.variables.list | concat: people | size }}", "6"},
        {"{{ flow.variables.list | slice: 1, 2 | join: ',' }}", "a,c"},
        {"{{ 5 | size }}{{ unknown | join: ',' }}", "0"},
    });
}

TEST_CASE("the order of values is the same whatever is compared with what") {
    using studio::liquid::total_order;
    const auto far = std::int64_t{1} << 53;
    const std::vector<json> values = {nullptr,
                                      true,
                                      false,
                                      "",
                                      "a",
                                      "b",
                                      far,
                                      far + 1,
                                      far + 2,
                                      9007199254740992.0,
                                      9007199254740994.0,
                                      -far - 1,
                                      -9007199254740992.0,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::uint64_t>::max(),
                                      9223372036854775808.0,
                                      std::numeric_limits<std::int64_t>::min(),
                                      -9223372036854775808.0,
                                      1e300,
                                      0.5,
                                      0,
                                      0.0,
                                      json::array({far, 1}),
                                      json::array({9007199254740992.0, 2}),
                                      json::array({far + 1}),
                                      json::object({{"a", far + 1}}),
                                      json::object({{"a", 9007199254740992.0}})};
    const auto sign = [](int of) { return (of > 0) - (of < 0); };
    for (const auto& a : values) {
        CHECK(total_order(a, a) == 0);
        for (const auto& b : values) {
            CHECK(sign(total_order(a, b)) == -sign(total_order(b, a)));
            for (const auto& c : values) {
                if (total_order(a, b) <= 0 && total_order(b, c) <= 0) {
                    INFO(a << ' ' << b << ' ' << c);
                    CHECK(total_order(a, c) <= 0);
                }
            }
        }
    }
    CHECK(total_order(far + 1, 9007199254740992.0) > 0);
    CHECK(total_order(far, 9007199254740992.0) == 0);
}
