#include "tests/integration/carried/contents.hpp"

#include <algorithm>

namespace selat::testing {
namespace {

using file_of = std::function<std::string(const std::string& name)>;

// The complaints about what reached somebody.
class judge {
public:
    explicit judge(const received& got) : got_(got) {}

    judge& says(const std::string& words) {
        return expect(got_.words().find(words) != std::string::npos, "does not say: " + words);
    }
    judge& does_not_say(const std::string& words) {
        return expect(got_.words().find(words) == std::string::npos, "says: " + words);
    }
    // In so many messages; blanks at the cuts are nobody's.
    judge& says_all_of(const std::string& text, std::size_t least, std::size_t most) {
        expect(without_blanks(got_.words()) == without_blanks(text), "says another text");
        return expect(got_.texts.size() >= least && got_.texts.size() <= most,
                      "says it in " + std::to_string(got_.texts.size()) + " messages");
    }
    judge& shows(const std::string& url) { return expect(is_shown(url), "does not show " + url); }
    judge& shows_something() { return expect(!got_.media.empty(), "shows nothing"); }
    judge& does_not_show(const std::string& url) { return expect(!is_shown(url), "shows " + url); }
    judge& offers(const std::string& title) {
        return expect(got_.choices.contains(title), "does not offer " + title);
    }
    judge& offers_nothing() { return expect(got_.choices.empty(), "offers choices"); }
    judge& opens(const std::string& url) {
        return expect(got_.links.contains(url), "has no button for " + url);
    }
    judge& has(const std::string& part) {
        return expect(got_.parts.contains(part), "has no " + part);
    }
    judge& has_no(const std::string& part) {
        return expect(!got_.parts.contains(part), "has a " + part);
    }
    judge& has_subject(const std::string& subject) {
        return expect(got_.subject == subject, "has the subject " + got_.subject);
    }
    // In one message.
    judge& shows_together(const std::vector<std::string>& all) {
        return expect(std::any_of(got_.items.begin(), got_.items.end(),
                                  [&](const std::string& item) {
                                      return std::all_of(all.begin(), all.end(),
                                                         [&](const std::string& each) {
                                                             return item.find(each) != item.npos;
                                                         });
                                  }),
                      "does not show " + all.front() + " with all that is on it");
    }
    operator std::string() const { return complaints_; }

private:
    judge& expect(bool holds, const std::string& complaint) {
        if (!holds) {
            complaints_ += (complaints_.empty() ? "" : "; ") + complaint.substr(0, 200);
        }
        return *this;
    }
    // By its URL, or by its name where the bytes were fetched.
    [[nodiscard]] bool is_shown(const std::string& url) const {
        return got_.media.contains(url) || got_.media.contains(url.substr(url.rfind('/') + 1));
    }
    static std::string without_blanks(std::string text) {
        std::erase_if(text, [](char each) { return each == ' ' || each == '\n' || each == '\r'; });
        return text;
    }

    const received& got_;
    std::string complaints_;
};

// What the manifest says, with what it leaves out.
class claims {
public:
    explicit claims(const json& capabilities) : all_(capabilities) {}

    [[nodiscard]] bool flag(const char* name) const { return all_.value(name, false); }
    [[nodiscard]] bool attachment(const std::string& kind) const {
        const auto kinds = all_.value("attachments", json::array());
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }
    [[nodiscard]] std::size_t attachments_max() const { return all_.value("attachments_max", 1U); }
    [[nodiscard]] std::size_t limit(const char* of, const char* name, std::size_t usual) const {
        return all_.value(of, json::object()).value(name, usual);
    }
    [[nodiscard]] std::size_t text_max() const { return limit("text", "max", 0); }
    [[nodiscard]] std::size_t choices_max() const { return limit("choices", "max", 0); }
    [[nodiscard]] bool links() const {
        return all_.value("choices", json::object()).value("links", false);
    }
    [[nodiscard]] std::size_t cards_max() const { return limit("cards", "max", 0); }

private:
    const json& all_;
};

using verdict = std::function<void(judge&)>;

class trials {
public:
    trials(const json& capabilities, file_of file, std::string said)
        : can_(capabilities), file_(std::move(file)), said_(std::move(said)) {}

    std::vector<trial> all() && {
        texts();
        letters();
        files();
        places();
        choices();
        cards();
        alone();
        return std::move(out_);
    }

private:
    void texts();
    void letters();
    void files();
    void places();
    void choices();
    void cards();
    void alone();

    void add(std::string name, json content, bool carried, verdict when_carried,
             verdict when_worded) {
        const auto verdict = carried ? std::move(when_carried) : std::move(when_worded);
        const auto promised = carried   ? promise::carried
                              : verdict ? promise::worded
                                        : promise::refused;
        out_.push_back({std::move(name), std::move(content), promised,
                        [verdict](const received& got) -> std::string {
                            judge judge(got);
                            if (verdict) {
                                verdict(judge);
                            }
                            return judge;
                        }});
    }
    [[nodiscard]] json image(const std::string& name) const {
        return {{"kind", "image"}, {"url", file_(name)}, {"mime", "image/jpeg"}, {"name", name}};
    }

    claims can_;
    file_of file_;
    std::string said_;
    std::vector<trial> out_;
};

// Words with numbers, of exactly that many characters.
std::string words_of(std::size_t length) {
    std::string out;
    for (std::size_t n = 1; out.size() < length; ++n) {
        out += "word" + std::to_string(n) + (n % 12 == 0 ? ". " : " ");
    }
    out.resize(length, 'x');
    out.back() = 'x';
    return out;
}

// Titles that differ, each with that many characters.
std::string title_of(std::size_t n, std::size_t length) {
    auto out = std::to_string(n) + " is ";
    out.resize(std::max(length, out.size()), 'a');
    return out.substr(0, length);
}

void trials::texts() {
    const auto max = can_.text_max();
    add("text", {{"text", "Selamat pagi"}}, true,
        [](judge& it) { it.says_all_of("Selamat pagi", 1, 1); }, {});
    add("text of the greatest length", {{"text", words_of(max)}}, true,
        [text = words_of(max)](judge& it) { it.says_all_of(text, 1, 1); }, {});
    add("text beyond it", {{"text", words_of(2 * max + 10)}}, true,
        [text = words_of(2 * max + 10)](judge& it) { it.says_all_of(text, 3, 4); }, {});
}

void trials::letters() {
    const auto html = "<p>Tea <b>and</b> rice</p>";
    const auto said = [](judge& it) { it.says("Tea and rice").has_no("html"); };
    const auto shown = [](judge& it) { it.says("Tea and rice").has("html"); };
    add("html", {{"html", html}}, can_.flag("html"), shown, said);
    add("html with a text", {{"html", html}, {"text", "Tea and rice"}}, can_.flag("html"), shown,
        said);
    add(
        "subject", {{"subject", "Order 17"}, {"text", "It is ready."}}, can_.flag("subject"),
        [](judge& it) { it.says("It is ready.").does_not_say("Order 17").has_subject("Order 17"); },
        [](judge& it) { it.says("Order 17").says("It is ready."); });
}

void trials::files() {
    const std::vector<std::vector<std::string>> kinds = {{"image", "tea.jpg", "image/jpeg"},
                                                         {"audio", "tea.mp3", "audio/mpeg"},
                                                         {"video", "tea.mp4", "video/mp4"},
                                                         {"file", "tea.pdf", "application/pdf"},
                                                         {"sticker", "tea.webp", "image/webp"}};
    for (const auto& each : kinds) {
        const auto url = file_(each[1]);
        add(
            each[0],
            {{"attachments",
              json::array(
                  {{{"kind", each[0]}, {"url", url}, {"name", each[1]}, {"mime", each[2]}}})}},
            can_.attachment(each[0]), [url](judge& it) { it.shows(url).does_not_say(url); },
            [url](judge& it) { it.says(url).does_not_show(url); });
    }
    json pictures = json::array();
    std::vector<std::string> urls;
    for (std::size_t n = 0; n <= can_.attachments_max(); ++n) {
        const auto name = "tea-" + std::to_string(n) + ".jpg";
        pictures.push_back(image(name));
        urls.push_back(file_(name));
    }
    add(
        "more pictures than go together, with words",
        {{"text", "Our teas"}, {"attachments", pictures}}, can_.attachment("image"),
        [urls](judge& it) {
            it.says("Our teas");
            for (const auto& each : urls) {
                it.shows(each);
            }
        },
        [urls](judge& it) {
            it.says("Our teas");
            for (const auto& each : urls) {
                it.says(each);
            }
        });
}

void trials::places() {
    add(
        "location",
        {{"location",
          {{"latitude", 3.1578},
           {"longitude", 101.7117},
           {"name", "KLCC"},
           {"address", "Ampang"}}}},
        can_.flag("location"), [](judge& it) { it.has("location"); },
        [](judge& it) { it.says("KLCC").says("Ampang").says("3.1578").has_no("location"); });
    add(
        "contacts",
        {{"contacts",
          {{{"name", "Siti Aminah"},
            {"phones", json::array({"+60123456789"})},
            {"emails", json::array({"siti@example.com"})}},
           {{"name", "Ben"}, {"phones", json::array({"+60123456780"})}}}}},
        can_.flag("contacts"), [](judge& it) { it.has("contacts"); },
        [](judge& it) { it.says("Siti Aminah").says("Ben").says("60123456789"); });
}

void trials::choices() {
    const auto max = can_.choices_max();
    const auto content = [](std::size_t count, std::size_t title, std::size_t payload) {
        json out = json::array();
        for (std::size_t n = 1; n <= count; ++n) {
            out.push_back({{"title", title_of(n, title)}, {"payload", title_of(n, payload)}});
        }
        return json{{"text", "Which tea?"}, {"choices", out}};
    };
    const auto offered = [](std::size_t count, std::size_t title) {
        return [count, title](judge& it) {
            it.says("Which tea?").does_not_say("1. ");
            for (std::size_t n = 1; n <= count; ++n) {
                it.offers(title_of(n, title));
            }
        };
    };
    const auto numbered = [](std::size_t count, std::size_t title) {
        return [count, title](judge& it) {
            it.says("Which tea?").offers_nothing();
            for (std::size_t n = 1; n <= count; ++n) {
                it.says(std::to_string(n) + ". " + title_of(n, title));
            }
        };
    };
    add("choices", content(3, 10, 10), max >= 3, offered(3, 10), numbered(3, 10));
    if (max > 0) {
        const auto title = can_.limit("choices", "title_max", 20);
        const auto payload = can_.limit("choices", "payload_max", 300);
        add("choices of the greatest number and length", content(max, title, payload), true,
            offered(max, title), {});
        add("choices beyond their number", content(max + 1, 10, 10), false, {},
            numbered(max + 1, 10));
        add("choices with longer titles", content(2, title + 1, 10), false, {},
            numbered(2, title + 1));
    }
    const std::string shop = "https://shop.example/tea";
    add(
        "choice that opens a link",
        {{"text", "Our shop"}, {"choices", json::array({{{"title", "Open it"}, {"url", shop}}})}},
        max > 0 && can_.links(), [shop](judge& it) { it.opens(shop).does_not_say(shop); },
        [shop](judge& it) { it.says("Our shop").says(shop); });
}

void trials::cards() {
    const auto max = can_.cards_max();
    const auto picture = file_("card.jpg");
    const auto card = [&](std::size_t n, std::size_t title, std::size_t text, std::size_t choices) {
        json out = {{"title", title_of(n, title)},
                    {"text", title_of(100 + n, text)},
                    {"image", picture},
                    {"choices", json::array()}};
        for (std::size_t i = 1; i <= choices; ++i) {
            out["choices"].push_back(
                {{"title", "Buy " + std::to_string(n) + "-" + std::to_string(i)}});
        }
        return out;
    };
    const auto named = [&](std::size_t n, std::size_t title, std::size_t text) {
        return std::vector<std::string>{title_of(n, title), title_of(100 + n, text), picture,
                                        "Buy " + std::to_string(n) + "-1"};
    };
    const bool pictures = can_.attachment("image");
    const bool buttons = can_.choices_max() > 0;
    add(
        "card", {{"cards", json::array({card(1, 10, 30, 1)})}}, max > 0,
        [all = named(1, 10, 30)](judge& it) { it.shows_together(all).does_not_say("1. "); },
        [picture, pictures, buttons](judge& it) {
            it.says(title_of(1, 10)).says(title_of(101, 30));
            pictures ? it.shows_something() : it.says(picture);
            buttons ? it.offers("Buy 1-1") : it.says("1. Buy 1-1");
        });
    if (max == 0) {
        return;
    }
    const auto title = can_.limit("cards", "title_max", 40);
    const auto text = can_.limit("cards", "text_max", 60);
    add("card of the greatest length",
        {{"cards", json::array({card(1, title, text, can_.limit("cards", "choices_max", 3))})}},
        true,
        [all = named(1, title, text)](judge& it) { it.shows_together(all).does_not_say("1. "); },
        {});
    json several = json::array();
    for (std::size_t n = 1; n <= max + 1; ++n) {
        several.push_back(card(n, 10, 30, 1));
    }
    add("more cards than go together", {{"cards", several}}, true,
        [max](judge& it) {
            for (std::size_t n = 1; n <= max + 1; ++n) {
                it.shows_together({title_of(n, 10), title_of(100 + n, 30)});
            }
            it.does_not_say("1. ");
        },
        {});
}

// What there are no words for.
void trials::alone() {
    add("template",
        {{"template",
          {{"name", "order"}, {"language", "en_US"}, {"parameters", json::array({"17"})}}}},
        can_.flag("template"), [](judge& it) { it.has("template"); }, {});
    add("reaction", {{"reaction", {{"emoji", "❤"}, {"to", said_}}}}, can_.flag("reaction"),
        [](judge& it) { it.has("reaction"); }, {});
    add("call", {{"text", "Your order is ready"}, {"call", {{"state", "say"}}}}, can_.flag("call"),
        [](judge& it) { it.says("Your order is ready"); }, {});
    add("what a customer chose", {{"selected", {{"title", "Tea"}}}}, false, {}, {});
    add("what nobody knows", {{"unsupported", {{"kind", "hologram"}}}}, false, {}, {});
}

}  // namespace

const char* name_of(promise value) {
    switch (value) {
    case promise::carried: return "carried";
    case promise::worded: return "said in words";
    case promise::refused: return "refused";
    }
    return "refused";
}

std::vector<trial> trials_for(const json& capabilities, const file_of& file,
                              const std::string& said) {
    return trials(capabilities, file, said).all();
}

}  // namespace selat::testing
