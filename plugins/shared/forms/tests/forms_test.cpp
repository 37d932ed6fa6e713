#include "plugins/shared/forms/forms.hpp"

#include <catch2/catch.hpp>

TEST_CASE("a form is read as it was written, with blanks and repeats") {
    const auto form = forms::form::read("a=1+2&b=%E4%BD%A0%2B&a=3&blank=&bare&=x&&bad=%zz%4");
    REQUIRE(form.all().size() == 7);
    CHECK(form.get("a") == "1 2");
    CHECK(form.get("b") == "你+");
    CHECK(form.all()[2].value == "3");
    CHECK(form.get("blank").empty());
    CHECK(form.all()[4].name == "bare");
    CHECK(form.all()[5].name.empty());
    CHECK(form.get("bad") == "%zz%4");
    CHECK(forms::decode("a%2") == "a%2");
    CHECK(forms::decode("%zz+") == "%zz ");
    CHECK(forms::form::read("").all().empty());
    CHECK(forms::form::read("a=1&b=2&c=3", 2).all().size() == 2);
}

TEST_CASE("what is written is read as the same") {
    const std::string text = "a&b=c+d %20 你好 \r\n ~.-_";
    const auto form = forms::form::read(
        forms::form_text().add("To", "+60123").add("Body", text).add("No", "").end());
    REQUIRE(form.all().size() == 2);
    CHECK(form.get("To") == "+60123");
    CHECK(form.get("Body") == text);
}
