#include "liquid/template.hpp"

#include <catch2/catch.hpp>

namespace {

using studio::liquid::json;

class fixed_roots : public studio::liquid::roots {
public:
    const json* find(std::string_view name) const override {
        const auto found = names_.find(std::string(name));
        return found == names_.end() ? nullptr : &*found;
    }

private:
    json names_ =
        json::parse(R"({"list": ["a","b","c","d"], "empty_list": [], "no": false, "zero": 0,
        "text": "yes", "void": "", "spaces": "  ", "object": {"x": 1}, "rows": [[1,2],[3,4]],
        "twenty": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]})");
};

std::string rendered(std::string_view source) {
    const auto text = studio::liquid::text::compile(source);
    const fixed_roots roots;
    studio::liquid::scope scope(roots, 0);
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

TEST_CASE("conditions hold as Liquid says") {
    check({
        {"{% if void %}y{% endif %}{% if zero %}y{% endif %}{% if no %}n{% endif %}", "yy"},
        {"{% if unknown %}n{% elsif text == 'yes' %}y{% else %}n{% endif %}", "y"},
        {"{% unless no %}y{% else %}n{% endunless %}", "y"},
        {"{% unless text %}n{% elsif zero == 0 %}y{% endunless %}", "y"},
        {"{% if void == empty %}1{% endif %}{% if empty_list == empty %}2{% endif %}", "12"},
        {"{% if unknown == empty %}n{% endif %}{% if unknown == blank %}y{% endif %}", "y"},
        {"{% if spaces == blank %}1{% endif %}{% if spaces == empty %}2{% endif %}", "1"},
        {"{% if text != empty %}y{% endif %}{% if unknown == nil %}y{% endif %}", "yy"},
        {"{% if text <> 'no' %}y{% endif %}", "y"},
        {"{% if list contains 'b' %}1{% endif %}{% if text contains 'es' %}2{% endif %}", "12"},
        {"{% if object contains 'x' %}1{% endif %}{% if unknown contains 'x' %}2{% endif %}", "1"},
        {"{% if 1 <= 1 and 2 >= 2 %}y{% endif %}", "y"},
        {"{% if true or false and false %}y{% endif %}", "y"},
        {"{% if false and false or true %}n{% else %}y{% endif %}", "y"},
        {"{% if unknown > 1 or unknown < 1 %}n{% else %}y{% endif %}", "y"},
        {"{% if 'b' > 'a' %}y{% endif %}", "y"},
        {"{% if true == true and nil == null %}y{% endif %}", "y"},
        {"{% if zero == '' %}n{% else %}y{% endif %}", "y"},
    });
}

TEST_CASE("case takes what equals") {
    check({
        {"{% case text %} x {% when 'no' %}n{% when 'maybe', 'yes' %}y{% else %}n{% endcase %}",
         "y"},
        {"{% case text %}{% when 'a' or 'yes' %}y{% endcase %}", "y"},
        {"{% case zero %}{% when 1 %}n{% else %}y{% endcase %}", "y"},
        {"{% case unknown %}{% when nil %}y{% endcase %}", "y"},
    });
}

TEST_CASE("loops walk lists, objects and ranges") {
    check({
        {"{% for x in list %}{{ x }}{% endfor %}", "abcd"},
        {"{% for x in list limit:2 offset:1 %}{{ x }}{% endfor %}", "bc"},
        {"{% for x in list reversed limit: 2 %}{{ x }}{% endfor %}", "ba"},
        {"{% for x in list limit:2 %}{{x}}{% endfor %}|{% for x in list offset:continue %}{{x}}{% "
         "endfor %}",
         "ab|cd"},
        {"{% for i in (1..3) %}{{ i }}{% endfor %}", "123"},
        {"{% assign n = 3 %}{% for i in (1..n) %}{{ forloop.index0 }}{% endfor %}", "012"},
        {"{% for x in empty_list %}n{% else %}none{% endfor %}", "none"},
        {"{% for x in unknown %}n{% else %}none{% endfor %}", "none"},
        {"{% for x in object %}{{ x[0] }}={{ x[1] }}{% endfor %}", "x=1"},
        {"{% for x in text %}[{{ x }}]{% endfor %}", "[yes]"},
        {"{% for x in list %}{% if x == 'c' %}{% break %}{% endif %}{{ x }}{% endfor %}", "ab"},
        {"{% for x in list %}{% if x == 'b' %}{% continue %}{% endif %}{{ x }}{% endfor %}", "acd"},
        {"{% for x in list %}{{ forloop.index }}/{{ forloop.length }}{% unless forloop.last %},{% "
         "endunless %}{% endfor %}",
         "1/4,2/4,3/4,4/4"},
        {"{% for x in list %}{{ forloop.rindex }}{{ forloop.rindex0 }}{% if forloop.first %}!{% "
         "endif %} {% endfor %}",
         "43! 32 21 10 "},
        {"{% for r in rows %}{% for c in r %}{{ forloop.parentloop.index }}{{ c }} {% endfor %}{% "
         "endfor %}",
         "11 12 23 24 "},
        {"{% for x in twenty %}{{ x }},{% endfor %}", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,"},
        {"{% for i in (1..1000000000) %}{{ i }},{% endfor %}",
         "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,"},
        {"{% for x in list %}{% cycle 'odd', 'even' %} {% endfor %}", "odd even odd even "},
        {"{% cycle 'g': 1, 2 %}{% cycle 'g': 1, 2 %}{% cycle 'h': 1, 2 %}", "121"},
        {"{% for x in list %}{% ifchanged %}{{ x | replace: 'b', 'a' }}{% endifchanged %}{% endfor "
         "%}",
         "acd"},
        {"{% tablerow x in list cols:2 %}{{ x }}{% endtablerow %}",
         "<tr class=\"row1\">\n<td class=\"col1\">a</td><td class=\"col2\">b</td></tr>\n"
         "<tr class=\"row2\"><td class=\"col1\">c</td><td class=\"col2\">d</td></tr>\n"},
    });
}

TEST_CASE("variables are set, captured and counted") {
    check({
        {"{% assign x = 'a' | upcase %}{{ x }}", "A"},
        {"{% capture x %}{{ text }}!{% endcapture %}{{ x }}{{ x }}", "yes!yes!"},
        {"{% increment n %}{% increment n %}{{ n }}", "01"},
        {"{% decrement n %}{% decrement n %}", "-1-2"},
        {"{% assign x = 1 %}{% for x in list limit:1 %}{{ x }}{% endfor %}{{ x }}", "a1"},
        {"{% echo text | upcase %}", "YES"},
        {"{% liquid\nassign x = 2\nif x == 2\n echo 'two'\nendif\n# note\n%}", "two"},
        {"{% # a remark %}a{% comment %}{% if %}{{ broken {% endcomment %}b", "ab"},
        {"{% comment %}{% comment %}x{% endcomment %}y{% endcomment %}z", "z"},
        {"{% raw %}{{ text }} {% if %}{% endraw %}!", "{{ text }} {% if %}!"},
    });
}

TEST_CASE("dashes take white space away") {
    check({
        {"a {{- text -}} b", "ayesb"},
        {"a \n{%- if true -%}\n b \n{%- endif -%} \n c", "abc"},
        {"a {% if true -%} b {% endif %}", "a b "},
        {"a {%- raw -%} x {%- endraw -%} b", "axb"},
    });
}

TEST_CASE("a template that cannot be read fails with its line") {
    check({
        {"{{ text", "ERROR line 1: '{{' is not closed"},
        {"a\n{% if text", "ERROR line 2: '{%' is not closed"},
        {"{% if text %}", "ERROR line 1: 'endif' is missing"},
        {"{% endif %}", "ERROR line 1: 'endif' closes nothing"},
        {"{% if text %}{% endfor %}", "ERROR line 1: 'endif' is missing"},
        {"{% frobnicate %}", "ERROR line 1: there is no tag 'frobnicate'"},
        {"{{ text | frobnicate }}", "ERROR line 1: there is no filter 'frobnicate'"},
        {"{{ 'text }}", "ERROR line 1: a text is not closed"},
        {"{{ a[1 }}", "ERROR line 1: a '[' is not closed"},
        {"{% for x list %}{% endfor %}", "ERROR line 1: a loop needs 'NAME in LIST'"},
        {"{% raw %}", "ERROR line 1: 'raw' is not closed"},
        {"{{ text text }}", "ERROR line 1: unexpected 'text'"},
    });
}

TEST_CASE("a text without Liquid is no program") {
    CHECK(studio::liquid::text::compile("{ plain } % text").plain());
    CHECK_FALSE(studio::liquid::text::compile("{{ x }}").plain());
    CHECK(studio::liquid::text::compile("").plain());
}

TEST_CASE("work, output and held values are bounded") {
    const std::string deep =
        "{% for a in twenty %}{% for b in twenty %}{% for c in twenty %}"
        "{% for d in twenty %}{{ d }}{% endfor %}{% endfor %}{% endfor %}{% endfor %}";
    CHECK(rendered(deep) == "ERROR the template does too much");
    std::string growing = "{% assign x = 'xxxxxxxxxxxxxxxx' %}";
    for (int i = 0; i < 30; ++i) {
        growing += "{% assign x = x | append: x %}";
    }
    CHECK(rendered(growing) == "ERROR the template holds more than 8 MiB");
    CHECK(rendered("{% for a in twenty %}{% for b in twenty %}" + std::string(1000, 'y') +
                   "{% endfor %}{% endfor %}") == "ERROR the template writes more than 64 KiB");
}
