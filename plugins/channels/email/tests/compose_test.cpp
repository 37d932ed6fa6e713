// Mail as it goes out.
#include "compose.hpp"
#include "email_under_test.hpp"
#include "mime.hpp"

using namespace email_test;
using email::compose;
using email::letter;

namespace {

letter usual() {
    letter out;
    out.from = ours;
    out.from_name = "Kedai Kopi";
    out.reply_to = "support+tok@shop.example";
    out.to = "Ana@example.com";
    out.subject = "Re: Order 7";
    out.text = "Hello Ana";
    out.message_id = "tok@shop.example";
    out.in_reply_to = "1@example.com";
    out.references = {"0@example.com", "1@example.com"};
    out.instance = "mail-my";
    out.date_ms = 1'700'000'000'000;
    return out;
}

}  // namespace

TEST_CASE("what is composed is read again as it was") {
    auto what = usual();
    what.text = "Selamat datang 你好\n.dot\nFrom here\n" + std::string(2'000, 'x');
    what.html = "<p>Selamat datang 你好</p>";
    what.subject = "Pesanan 你好 " + std::string(200, 'y');
    const auto raw = compose(what);
    const auto mail = email::read_mail(raw);
    CHECK(mail.subject == what.subject);
    CHECK(mail.from.at(0).name == "Kedai Kopi");
    CHECK(mail.from.at(0).address == ours);
    CHECK(mail.to.at(0).address == "Ana@example.com");
    CHECK(mail.reply_to.at(0).address == "support+tok@shop.example");
    CHECK(mail.message_id == "tok@shop.example");
    CHECK(mail.date_ms == 1'700'000'000'000);
    CHECK(email::ids_in(mail.header("references")) == what.references);
    CHECK(email::ids_in(mail.header("in-reply-to")).at(0) == "1@example.com");
    REQUIRE(mail.passages.size() == 1);
    CHECK(mail.passages[0].text == what.text + "\n");
    CHECK(mail.passages[0].html == what.html + "\n");
    CHECK(email::is_ascii(raw));
}

TEST_CASE("lines end as servers want it and are short") {
    auto what = usual();
    what.text = std::string(5'000, 'x') + "\nüü\n";
    for (int n = 0; n < 20; ++n) {
        what.references.push_back(std::string(60, 'r') + std::to_string(n) + "@example.com");
    }
    const auto raw = compose(what);
    std::size_t begin = 0;
    for (auto end = raw.find('\n'); end != raw.npos; end = raw.find('\n', begin)) {
        CHECK(raw[end - 1] == '\r');
        CHECK(end - begin <= 998);
        begin = end + 1;
    }
    CHECK(begin == raw.size());
}

TEST_CASE("nobody writes headers by way of a subject or a name") {
    auto what = usual();
    what.subject = "hi\r\nBcc: all@example.com";
    what.from_name = "Kedai\nX-Bad: 1";
    const auto mail = email::read_mail(compose(what));
    CHECK_FALSE(mail.has("bcc"));
    CHECK_FALSE(mail.has("x-bad"));
    CHECK(mail.subject == "hi Bcc: all@example.com");
    what.files = {{"a\n\nb.txt", "text/x\"y", "bytes"}};
    const auto file = email::read_mail(compose(what)).files.at(0);
    CHECK(file.name == "a  b.txt");
    CHECK(file.mime == "application/octet-stream");
    CHECK(file.bytes == "bytes");
}

TEST_CASE("what no person wrote says so, what a person wrote does not") {
    auto what = usual();
    CHECK_FALSE(email::read_mail(compose(what)).has("auto-submitted"));
    what.automatic = true;
    const auto mail = email::read_mail(compose(what));
    CHECK(mail.header("auto-submitted") == "auto-replied");
    CHECK(mail.header("x-auto-response-suppress") == "All");
}

TEST_CASE("HTML alone goes out with its words") {
    auto what = usual();
    what.text.clear();
    what.html = "<p>One</p><p>Two</p>";
    CHECK(email::read_mail(compose(what)).passages.at(0).text == "One\n\nTwo\n");
}

TEST_CASE("only what is an address is written to") {
    CHECK(email::is_address("ana@example.com"));
    for (const auto* bad :
         {"", "ana", "@x", "a@", "a b@x", "a@x\r\nRCPT TO:<b@y>", "<a@x>", "a@x,b@y"}) {
        CHECK_FALSE(email::is_address(bad));
    }
}
