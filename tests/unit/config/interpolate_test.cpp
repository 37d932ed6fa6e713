#include "support.hpp"

#include "host/config/interpolate.hpp"

#include <catch2/catch.hpp>

using namespace selat::config;
using namespace selat::config::testing;

namespace {

struct outcome {
    std::string text;
    std::vector<std::string> faults;

    friend bool operator==(const outcome&, const outcome&) = default;
};

outcome filled(const std::string& text, const std::string& file = "/nowhere/selat.yaml") {
    node tree;
    tree.is = node::shape::scalar;
    tree.text = text;
    std::vector<fault> faults;
    interpolate(tree, file,
                variables({{"A", "alpha"}, {"E", ""}, {"R", "${env:A}"}, {"BAD", "\xff"}}), faults);
    outcome out{tree.text, {}};
    for (const auto& each : faults) {
        out.faults.push_back(each.text);
    }
    return out;
}

}  // namespace

TEST_CASE("references are replaced once, wherever they stand in a string") {
    struct row {
        const char* text;
        const char* result;
    };
    const auto table = std::vector<row>{
        {"plain", "plain"}, {"${env:A}", "alpha"},    {"<${env:A}|${env:A}>", "<alpha|alpha>"},
        {"${env:E}", ""},   {"${env:R}", "${env:A}"}, {"$${env:A}", "${env:A}"},
        {"$$", "$$"},       {"$A {x}", "$A {x}"},     {"$$${env:A}", "$${env:A}"},
    };
    for (const auto& each : table) {
        INFO(each.text);
        CHECK(filled(each.text) == outcome{each.result, {}});
    }
}

TEST_CASE("what a reference lacks is a fault") {
    CHECK(filled("${env:NONE}").faults ==
          std::vector<std::string>{"environment variable `NONE` is not set"});
    CHECK(filled("${file:none.txt}").faults ==
          std::vector<std::string>{"cannot read file `none.txt`: no such file"});
    CHECK(filled("${file:/}").faults ==
          std::vector<std::string>{"cannot read file `/`: it is a folder"});
    CHECK(filled("x${env:A").faults ==
          std::vector<std::string>{"`${` is never closed; write `$${` for a literal `${`"});
    CHECK(
        filled("${A}").faults ==
        std::vector<std::string>{"`${A}` is neither ${env:NAME} nor ${file:PATH}; write `$${` for "
                                 "a literal `${`"});
    CHECK(filled("${env:BAD}").faults ==
          std::vector<std::string>{"environment variable `BAD` does not hold UTF-8 text"});
}

TEST_CASE("a file's last line break is not part of the secret in it") {
    const folder files;
    files.write("secret", "s3cret\r\n");
    files.write("two", "a\nb\n");
    CHECK(filled("${file:secret}", files / "selat.yaml").text == "s3cret");
    CHECK(filled("${file:two}", files / "selat.yaml").text == "a\nb");
}
